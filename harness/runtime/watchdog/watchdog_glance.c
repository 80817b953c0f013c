#include <string.h>
#include <sys/uio.h>

#include "hang_limit.h"
#include "kernel_signal.h"
#include "runtime/scheduler.h"
#include "runtime/strategy/recorded.h"
#include "watchdog.h"

enum { LIMITS = 4, LAST_WORDS_MS = 500 };

/* Copies from the place that something has in both processes. */
static bool copy_from(pid_t child, const void *from, void *to, size_t size)
{
    const struct iovec here = {to, size};
    const struct iovec there = {(void *)(uintptr_t)from, size};

    return process_vm_readv(child, &here, 1, &there, 1, 0) == (ssize_t)size;
}

bool watchdog_glance_at(pid_t child, struct watchdog_glance *glance)
{
    struct scheduler seen;

    memset(glance, 0, sizeof *glance);
    if (!copy_from(child, &scheduler, &seen, sizeof seen)) {
        return false;
    }
    glance->generation = seen.generation;
    glance->sequence = seen.sequence;
    copy_from(child, &recorded.n, &glance->preemptions, sizeof glance->preemptions);
    glance->running =
        seen.running && seen.current < RUNTIME_MAX_ACTORS &&
        copy_from(child, actors[seen.current].name, glance->name, sizeof glance->name) &&
        copy_from(child, &actors[seen.current].points, &glance->points, sizeof glance->points);
    glance->name[sizeof glance->name - 1] = '\0';
    return true;
}

/* The limit of one that is in a hurry is shorter, and never longer. */
uint32_t watchdog_patience_ms(void)
{
    uint32_t limit_ms = hang_limit_usual_ms();

    return limit_ms ? limit_ms * LIMITS + LAST_WORDS_MS : 0;
}

bool watchdog_is_deaf(pid_t child, struct watchdog_vigil *vigil)
{
    uint64_t patience_ns = watchdog_patience_ms() * NS_PER_MS;
    struct watchdog_glance now;
    clockid_t clock;
    uint64_t used_ns;

    if (!patience_ns || clock_getcpuclockid(child, &clock) || !watchdog_glance_at(child, &now)) {
        return false;
    }
    used_ns = kernel_clock_ns(clock);
    if (!now.running || now.generation != vigil->last.generation ||
        now.sequence != vigil->last.sequence) {
        vigil->used_ns = used_ns;
    }
    vigil->last = now;
    return now.running && used_ns - vigil->used_ns >= patience_ns;
}
