/*
 * Cancellation. A request is carried out at the next cancellation point of the thread, which it
 * wakes if it waits at one: conditions, semaphores, joins, sleeps, descriptors and
 * pthread_testcancel(). (Others of POSIX's list are not the runtime's.)
 */
#ifndef PTHREAD_CANCEL_H
#define PTHREAD_CANCEL_H 1

#include "runtime/scheduler.h"

/* Whether the running actor's thread has been cancelled, and listens. */
static inline bool cancel_is_due(void)
{
    return __builtin_expect(scheduler.self->cancelled && !scheduler.self->cancel_disabled, 0);
}

/* Ends the thread as pthread_exit(PTHREAD_CANCELED) does. */
_Noreturn void cancel_self(void);

/* Passes a cancellation point. */
static inline void cancel_point(void)
{
    if (cancel_is_due()) {
        cancel_self();
    }
}

#endif /* cancel.h */
