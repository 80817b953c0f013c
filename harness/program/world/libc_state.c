#include "program/world/libc_state.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "program/points/points.h"
#include "program/world/heap.h"
#include "runtime/scheduler.h"

/* Reports call them by these names. */
static char *rest_of_strtok;
static struct tm result_of_localtime;
static char result_of_asctime[64];
static char environment;

void libc_state_begin(void)
{
    rest_of_strtok = NULL;
    memset(&result_of_localtime, 0, sizeof result_of_localtime);
    memset(result_of_asctime, 0, sizeof result_of_asctime);
}

char *program_strtok(char *text, const char *of)
{
    if (text) {
        points_access(text, 1, ACCESS_READ, CALLER);
    }
    points_access(&rest_of_strtok, sizeof rest_of_strtok, ACCESS_WRITE, CALLER);
    return strtok_r(text, of, &rest_of_strtok);
}

static struct tm *keep_time(const struct tm *time, const void *caller)
{
    points_access(&result_of_localtime, sizeof result_of_localtime, ACCESS_WRITE, caller);
    if (time) {
        result_of_localtime = *time;
    }
    return time ? &result_of_localtime : NULL;
}

struct tm *program_localtime(const time_t *seconds)
{
    struct tm time;

    return keep_time(localtime_r(seconds, &time), CALLER);
}

struct tm *program_gmtime(const time_t *seconds)
{
    struct tm time;

    return keep_time(gmtime_r(seconds, &time), CALLER);
}

static char *keep_text(const struct tm *time, const void *caller)
{
    points_access(result_of_asctime, sizeof result_of_asctime, ACCESS_WRITE, caller);
    return time ? asctime_r(time, result_of_asctime) : NULL;
}

char *program_asctime(const struct tm *time)
{
    points_access(time, sizeof *time, ACCESS_READ, CALLER);
    return keep_text(time, CALLER);
}

char *program_ctime(const time_t *seconds)
{
    struct tm time;

    return keep_text(keep_time(localtime_r(seconds, &time), CALLER), CALLER);
}

/* The place of a name in the environment, or of the NULL behind all. */
static char **place_of(const char *name, size_t length)
{
    char **at = environ;

    while (*at && (strncmp(*at, name, length) != 0 || (*at)[length] != '=')) {
        at++;
    }
    return at;
}

static void add(char *entry, size_t length)
{
    char **at = place_of(entry, length), **longer;
    size_t n = (size_t)(at - environ);

    if (*at) {
        *at = entry;
        return;
    }
    longer = heap_allocate((n + 2) * sizeof *longer, HEAP_ALIGNMENT);
    memcpy(longer, environ, n * sizeof *longer);
    longer[n] = entry;
    environ = longer;
}

/* Those who change it do so one after the other; getenv() does not wait for them. */
static void begin_change(const void *caller)
{
    points_atomic_section(true);
    points_access(&environment, 1, ACCESS_WRITE, caller);
}

static void end_change(void)
{
    points_atomic_section(false);
}

char *program_getenv(const char *name)
{
    points_access(&environment, 1, ACCESS_READ, CALLER);
    return getenv(name);
}

static bool is_name(const char *name)
{
    return name && *name && !strchr(name, '=');
}

int program_setenv(const char *name, const char *value, int overwrite)
{
    size_t length, size;
    char *entry;

    if (!scheduler.running || !is_name(name)) {
        return setenv(name, value, overwrite);
    }
    length = strlen(name);
    size = length + strlen(value) + 2;
    begin_change(CALLER);
    if (overwrite || !*place_of(name, length)) {
        entry = heap_allocate(size, HEAP_ALIGNMENT);
        snprintf(entry, size, "%s=%s", name, value);
        add(entry, length);
    }
    end_change();
    return 0;
}

int program_putenv(char *entry)
{
    const char *end = strchr(entry, '=');

    if (!scheduler.running || !end) {
        return putenv(entry);
    }
    begin_change(CALLER);
    add(entry, (size_t)(end - entry));
    end_change();
    return 0;
}

int program_unsetenv(const char *name)
{
    if (!scheduler.running || !is_name(name)) {
        return unsetenv(name);
    }
    begin_change(CALLER);
    for (char **at = place_of(name, strlen(name)); *at; at++) {
        at[0] = at[1];
    }
    end_change();
    return 0;
}
