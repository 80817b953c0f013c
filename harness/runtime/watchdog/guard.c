#include "guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel_signal.h"
#include "runtime/scheduler.h"
#include "timers.h"

enum {
    LOOKS_PER_LIMIT = 8,
    LOOK_MS = 250,
};

static struct {
    pid_t thread;    /* That executes, */
    clockid_t clock; /* and its processor time. */
    void (*on_hang)(const struct runtime_hang *);
} guard;

/* What a look shows. */
struct look {
    uint32_t watched, generation, sequence;
    uint64_t used_ns, now_ns;
};

static struct look look(void)
{
    const volatile struct scheduler *seen = &scheduler;

    return (struct look){watchdog_watched(), seen->generation, seen->sequence,
                         kernel_clock_ns(guard.clock), kernel_clock_ns(CLOCK_MONOTONIC)};
}

static bool stands(const struct look *before, const struct look *now)
{
    return before->watched && now->watched == before->watched &&
           now->generation == before->generation && now->sequence == before->sequence;
}

/* Whether the kernel has it wait for something: it is neither at work nor ready to be. The second
 * field, the name, may hold anything but is the last with a parenthesis. */
static bool sleeps(void)
{
    char path[64], text[512];
    const char *at;
    FILE *file;
    size_t n;

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)guard.thread);
    file = fopen(path, "re");
    if (!file) {
        return false;
    }
    n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    at = strrchr(text, ')');
    return at && (!strncmp(at, ") S", 3) || !strncmp(at, ") D", 3));
}

/* After the timers, or before the kernel. */
static uint32_t limit_ms(enum hang_kind kind)
{
    uint32_t ms = watchdog_limit_ms(kind);

    return !TIMERS_LOOK         ? ms - ms / LOOKS_PER_LIMIT
           : kind == HANG_WAITS ? ms + watchdog_patience_ms()
                                : watchdog_patience_ms();
}

static void rest(uint32_t ms)
{
    const struct timespec time = {ms / 1000, (long)(ms % 1000) * (long)NS_PER_MS};

    syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, NULL);
}

static void tell(enum hang_kind kind, uint64_t ns)
{
    struct runtime_hang hang = {
        .kind = kind, .limit_ms = (uint32_t)(ns / NS_PER_MS), .actor = RUNTIME_MAX_ACTORS};
    sigset_t none;

    if (scheduler.running && scheduler.current < RUNTIME_MAX_ACTORS) {
        hang.actor = scheduler.current;
        hang.points = actors[hang.actor].points;
        memcpy(hang.name, actors[hang.actor].name, sizeof hang.name);
    }
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL); /* For the alarms of who is told. */
    guard.on_hang(&hang);
}

static void *keep(void *aux)
{
    uint32_t interval_ms = watchdog_limit_ms(HANG_SPINS) / LOOKS_PER_LIMIT;
    struct look first = look(), now;

    interval_ms = interval_ms < 1 ? 1 : interval_ms > LOOK_MS ? LOOK_MS : interval_ms;
    for (;;) {
        rest(interval_ms);
        now = look();
        if (!stands(&first, &now)) {
            first = now;
        } else if (now.used_ns - first.used_ns >= limit_ms(HANG_SPINS) * NS_PER_MS) {
            tell(HANG_SPINS, now.used_ns - first.used_ns);
        } else if (now.now_ns - first.now_ns >= limit_ms(HANG_WAITS) * NS_PER_MS && sleeps()) {
            tell(HANG_WAITS, now.now_ns - first.now_ns);
        }
    }
    return NULL;
}

bool guard_start(void (*on_hang)(const struct runtime_hang *))
{
    sigset_t all, before;
    pthread_t thread;
    bool done;

    if (guard.on_hang || !watchdog_limit_ms(HANG_SPINS)) {
        return true;
    }
    guard.thread = gettid();
    if (pthread_getcpuclockid(pthread_self(), &guard.clock)) {
        return false;
    }
    guard.on_hang = on_hang;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* What is sent to the process is not for it. */
    done = !pthread_create(&thread, NULL, keep, NULL) && !pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}
