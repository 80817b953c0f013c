#include "isolation/patience.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "runtime/watchdog/watchdog.h"
#include "support/printable.h"

/* Between two looks at the child, and how often it may look the same before we say so. */
enum { LOOK_MS = 1000, LOOKS = 4 };

/* What a look shows. */
struct look {
    bool sees; /* Whether it shows who is running. */
    struct watchdog_glance glance;
    bool runs;           /* Or would, if it had a processor: others may have them all. */
    bool stopped;        /* By a signal such as SIGSTOP, not by a debugger. */
    unsigned long ticks; /* Processor time of the child. */
};

/* The state is field 3, user and system time are the fields 14 and 15; the second, the name, may hold
 * anything but is the last with a parenthesis. */
static void look_at_process(pid_t child, struct look *look)
{
    char path[64], text[1024];
    unsigned long user, system;
    char state;
    FILE *file;
    size_t n;
    const char *at;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)child);
    file = fopen(path, "re");
    if (!file) {
        return;
    }
    n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    at = strrchr(text, ')');
    if (at && sscanf(at, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &state, &user,
                     &system) == 3) {
        look->runs = state == 'R';
        look->stopped = state == 'T';
        look->ticks = user + system;
    }
}

static struct look look_at(pid_t child)
{
    struct look look = {.ticks = 0};

    look_at_process(child, &look);
    look.sees = watchdog_glance_at(child, &look.glance);
    return look;
}

/* Whether the child stands where it stood; if it cannot be seen, whether it slept. */
static bool stands(const struct look *before, const struct look *now)
{
    if (now->sees && before->sees) {
        return now->glance.generation == before->glance.generation &&
               now->glance.sequence == before->glance.sequence;
    }
    return now->ticks == before->ticks;
}

/* A line on standard error. `first` is what the child was like LOOKS looks ago. */
static void say(const struct look *first, const struct look *now)
{
    unsigned seconds = LOOKS * LOOK_MS / 1000;
    double used_s = (double)(now->ticks - first->ticks) / (double)sysconf(_SC_CLK_TCK);
    bool sleeps = used_s < seconds / 8.0 && !first->runs && !now->runs;
    uint32_t limit_ms = watchdog_limit_ms(sleeps ? HANG_WAITS : HANG_SPINS);
    char who[64] = "the execution", since[48] = "";

    if (now->sees && now->glance.running) {
        snprintf(who, sizeof who, "%s", printable(now->glance.name));
        snprintf(since, sizeof since, " since its point %u", now->glance.points);
    }
    fflush(stdout);
    fprintf(stderr, "%s: %s has reached no other point for %u s%s, and %s; ",
            program_invocation_short_name, who, seconds, since,
            sleeps ? "uses no processor time: it waits in a system call" : "is busy");
    if (limit_ms) {
        fprintf(stderr, "after %u.%u s%s it is called a HANG\n", limit_ms / 1000,
                limit_ms % 1000 / 100, sleeps ? "" : " of processor time");
    } else {
        fprintf(stderr, "%s=0 sets no limit\n", WATCHDOG_VARIABLE);
    }
}

/* Whether `fd` became ready in time; a signal's handler may have been in between. */
static bool is_ready(int fd, int ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};

    return poll(&ready, 1, ms) > 0;
}

bool patience_await(pid_t child, int fd)
{
    int own = fd < 0 ? pidfd_open(child, 0) : -1;
    struct look first = {.sees = false}, now;
    unsigned n = 0; /* Looks that were the same as the first. */
    struct watchdog_vigil vigil = {.used_ns = 0};
    bool said = false, killed = false;

    if (fd < 0 && own < 0) {
        return false; /* An old kernel: who calls us waits without a word. */
    }
    while (!killed && !is_ready(fd < 0 ? own : fd, LOOK_MS)) {
        now = look_at(child);
        if (now.stopped) {
            /* The whole group would be stopped by Ctrl-Z, and we are not: it has stopped itself. */
            kill(child, SIGCONT);
        }
        n = n && stands(&first, &now) ? n + 1 : 1;
        if (n == 1) {
            first = now;
        }
        if (n == LOOKS && !said) {
            say(&first, &now);
            said = true;
        }
        killed = watchdog_is_deaf(child, &vigil) && !kill(child, SIGKILL);
    }
    if (own >= 0) {
        close(own);
    }
    return killed;
}
