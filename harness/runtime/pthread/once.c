/*
 * pthread_once(): once in each execution, since an execution must not depend on those before it.
 */
#include "lock.h"
#include "runtime/pthread_api.h"

const struct wait_description wait_once = {.does = "waits for a pthread_once()",
                                           .tries = PENDING_SIGNAL};

/* The int holds the generation, and in the two lowest bits the state. */
enum { ONCE_RUNNING = 1, ONCE_DONE = 2, ONCE_STATE = 3 };

int runtime_pthread_once(pthread_once_t *object, void (*function)(void))
{
    unsigned *once = (unsigned *)object;
    unsigned generation = scheduler.generation << 2;

    if (scheduler.interrupted) { /* The unwinder's tables, which may be made twice. */
        function();
        return 0;
    }
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    while (*once == (generation | ONCE_RUNNING)) {
        scheduler_block(WAIT_ONCE, object, 0, DEADLINE_NONE);
    }
    if (*once != (generation | ONCE_DONE)) {
        *once = generation | ONCE_RUNNING;
        scheduler_log(EVENT_ONCE, scheduler_number(OBJECT_ONCE, object), 0);
        function();
        *once = generation | ONCE_DONE;
        tsan_release(object);
        scheduler_wake_all(object, WAIT_ONCE, WAIT_ONCE);
        scheduler_point();
    }
    tsan_acquire(object);
    return 0;
}
