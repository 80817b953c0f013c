#include <errno.h>
#include <limits.h>

#include "cancel.h"
#include "clock.h"
#include "lock.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"

const struct wait_description wait_semaphore = {
    .does = "waits for", .object = "semaphore", .tries = PENDING_SIGNAL};

/* The value is the user's, and so survives from one execution to the next, where the object does.
 */
struct semaphore {
    struct lock_header header;
    unsigned value;
    uint32_t initialised; /* SEMAPHORE_READY, or not. */
    uint32_t made_in;     /* See objects.h. */
};
_Static_assert(sizeof(struct semaphore) <= sizeof(sem_t), "must fit");

#define SEMAPHORE_READY UINT32_C(0x5e3a9401)

static struct semaphore *semaphore_use(sem_t *object, const char *how)
{
    struct semaphore *s = (void *)object;

    if (s->initialised != SEMAPHORE_READY) {
        misuse_in("LOCK/semaphore-not-initialised", "in", how,
                  "%s: %s a semaphore that is not initialised", actor_name(scheduler.current), how);
    }
    (void)lock_is_stale(&s->header, OBJECT_SEMAPHORE);
    return s;
}

static int fail(int error)
{
    errno = error;
    return -1;
}

int runtime_sem_init(sem_t *object, int shared, unsigned value)
{
    struct semaphore *s = (void *)object;

    if (value > SEM_VALUE_MAX) {
        return fail(EINVAL);
    }
    s->header.generation = 0;
    s->header.number = 0;
    s->value = value;
    s->initialised = SEMAPHORE_READY;
    objects_made(object, OBJECT_SEMAPHORE);
    objects_count_made(OBJECT_SEMAPHORE, &s->made_in);
    return 0;
}

int runtime_sem_destroy(sem_t *object)
{
    struct semaphore *s = (void *)object;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
        s = semaphore_use(object, "destruction of");
        if (scheduler_is_waited_for(object)) {
            misuse_of("LOCK/semaphore-destroyed-while-awaited",
                      MISUSED("semaphore", s->header.number),
                      "%s destroys semaphore %u, which somebody waits for",
                      actor_name(scheduler.current), s->header.number);
        }
    }
    s->initialised = 0;
    objects_destroyed(object);
    objects_count_destroyed(OBJECT_SEMAPHORE, &s->made_in);
    return 0;
}

static int acquire(sem_t *object, uint64_t deadline)
{
    struct semaphore *s = semaphore_use(object, "wait for");

    cancel_point();
    while (s->value == 0) {
        if (!scheduler_block(WAIT_SEMAPHORE, object, s->header.number, deadline)) {
            return fail(ETIMEDOUT);
        }
        cancel_point();
        s = semaphore_use(object, "wait for");
    }
    s->value--;
    tsan_acquire(object);
    scheduler_log(EVENT_SEM_WAIT, s->header.number, s->value);
    return 0;
}

int runtime_sem_wait(sem_t *object)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    return acquire(object, DEADLINE_NONE);
}

int runtime_sem_clockwait(sem_t *object, clockid_t clock, const struct timespec *when)
{
    uint64_t deadline;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    if (!clock_deadline(clock, when, &deadline)) {
        return fail(EINVAL);
    }
    return acquire(object, deadline);
}

int runtime_sem_timedwait(sem_t *object, const struct timespec *when)
{
    return runtime_sem_clockwait(object, CLOCK_REALTIME, when);
}

int runtime_sem_trywait(sem_t *object)
{
    struct semaphore *s;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    s = semaphore_use(object, "wait for");
    if (s->value == 0) {
        scheduler_refused("semaphore", s->header.number, s);
        scheduler_log(EVENT_SEM_BUSY, s->header.number, 0);
        return fail(EAGAIN);
    }
    return acquire(object, DEADLINE_NONE);
}

int runtime_sem_post(sem_t *object)
{
    struct semaphore *s;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    s = semaphore_use(object, "post to");
    if (s->value == SEM_VALUE_MAX) {
        return fail(EOVERFLOW);
    }
    tsan_release(object);
    s->value++;
    scheduler_log(EVENT_SEM_POST, s->header.number, s->value);
    scheduler_wake_oldest(object, WAIT_SEMAPHORE);
    scheduler_point();
    return 0;
}

int runtime_sem_getvalue(sem_t *object, int *value)
{
    scheduler_point_at(pending_read(PENDING_SIGNAL, (uintptr_t)object));
    *value = (int)semaphore_use(object, "value of")->value;
    return 0;
}
