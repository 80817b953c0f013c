#include "stats_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/output.h"
#include "scenario/feedback.h"

enum { STATS_SIZE = 4096 };

static char *mapping;

static _Noreturn void cannot(const char *name)
{
    fprintf(stderr, "%s: %s\n", name, strerror(errno));
    exit(2);
}

/* Writes `name` to `out` with the process id in the place of "%p". */
static const char *with_process_id(const char *name, char *out, size_t size)
{
    const char *mark = strstr(name, "%p");

    if (!mark) {
        return name;
    }
    snprintf(out, size, "%.*s%ld%s", (int)(mark - name), name, (long)getpid(), mark + 2);
    return out;
}

/* Maps a new file of that name, full of zeros. NULL, with errno set, if that fails. */
static void *map_file(const char *name)
{
    struct output out;
    void *address = MAP_FAILED;

    if (!output_begin(&out, name)) {
        return NULL;
    }
    if (!ftruncate(out.fd, STATS_SIZE)) {
        address = mmap(NULL, STATS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, out.fd, 0);
    }
    return output_end(&out, address != MAP_FAILED) ? address : NULL;
}

void stats_file_open(const char *name)
{
    char buffer[4096];

    if (!name || !*name) {
        return;
    }
    name = with_process_id(name, buffer, sizeof buffer);
    mapping = map_file(name);
    if (!mapping) {
        cannot(name);
    }
    atexit(stats_file_update);
}

void stats_file_update(void)
{
    char text[STATS_SIZE];
    FILE *stream;

    if (!mapping) {
        return;
    }
    memset(text, '\n', sizeof text);
    stream = fmemopen(text, sizeof text, "w");
    if (!stream) {
        return;
    }
    feedback_print(stream);
    fclose(stream);
    for (size_t i = 0; i < sizeof text; i++) {
        mapping[i] = text[i] ? text[i] : '\n';
    }
}
