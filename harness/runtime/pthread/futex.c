/*
 * Futexes: what the system call of that name does for actors.
 */
#include <errno.h>

#include "futex.h"
#include "runtime/scheduler.h"

const struct wait_description wait_futex = {.does = "waits on a futex", .tries = PENDING_SIGNAL};

/* For those who look after files: nobody here is left who could write or read at the other end. */
const struct wait_description wait_descriptor = {
    .does = "waits for the other end of a pipe, a socket or the like"};

int runtime_futex_wait(const volatile unsigned *word, unsigned value, uint64_t deadline)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)word));
    if (*word != value) {
        return EAGAIN;
    }
    return scheduler_block(WAIT_FUTEX, (const void *)word, 0, deadline) ? 0 : ETIMEDOUT;
}

unsigned runtime_futex_wake(const volatile unsigned *word, unsigned most)
{
    unsigned n = 0;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)word));
    while (n < most && scheduler_wake_oldest((const void *)word, WAIT_FUTEX) >= 0) {
        n++;
    }
    scheduler_point();
    return n;
}
