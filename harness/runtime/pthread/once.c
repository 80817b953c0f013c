/*
 * pthread_once(): once in each execution, since an execution must not depend on those before it.
 */
#include "lock.h"
#include "runtime/pthread_api.h"

const struct wait_description wait_once = {.does = "waits for a pthread_once()",
                                           .tries = PENDING_SIGNAL};

/* The int holds the generation, and in the two lowest bits the state. */
enum { ONCE_RUNNING = 1, ONCE_DONE = 2, ONCE_STATE = 3 };

/* The function is running. If it is left by an exception, or its thread ends in it, it has not been
 * called, and another one may. */
struct running_once {
    struct runtime_cleanup cleanup; /* For an end of the thread. */
    unsigned *once;                 /* NULL: it is not running any more. */
};

static void is_over(struct running_once *running, unsigned state)
{
    unsigned *once = running->once;

    if (once) {
        running->once = NULL;
        *once = scheduler.generation << 2 | state;
        tsan_release(once);
        scheduler_wake_all(once, WAIT_ONCE, WAIT_ONCE);
    }
}

static void thread_ends(void *running)
{
    is_over(running, 0);
}

/* Called on the way out, also on an exception's. */
static void leave(struct running_once *running)
{
    runtime_cleanup_pop(&running->cleanup, false);
    is_over(running, 0);
}

static void call(unsigned *once, void (*function)(void))
{
    __attribute__((cleanup(leave))) struct running_once running = {.once = once};

    runtime_cleanup_push(&running.cleanup, thread_ends, &running);
    function();
    is_over(&running, ONCE_DONE);
}

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
    tsan_acquire(object); /* Also of a call that was left. */
    if (*once != (generation | ONCE_DONE)) {
        *once = generation | ONCE_RUNNING;
        scheduler_log(EVENT_ONCE, scheduler_number(OBJECT_ONCE, object), 0);
        call(once, function);
        scheduler_point();
    }
    return 0;
}
