#include <errno.h>

#include "cancel.h"
#include "clock.h"
#include "lock.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"
#include "runtime/rcu/rcu.h"

const struct wait_description wait_cond = {
    .does = "waits on", .object = "condition", .tries = PENDING_SIGNAL};

struct cond {
    struct lock_header header;
    uint32_t destroyed;
    uint32_t made_in;  /* See objects.h. */
    int clock;         /* CLOCK_REALTIME (0) or CLOCK_MONOTONIC. */
    const void *mutex; /* Whose mutex the waiters gave up. */
};
_Static_assert(sizeof(struct cond) <= sizeof(pthread_cond_t), "must fit");

static struct cond *cond_use(pthread_cond_t *object, const char *how)
{
    struct cond *c = (void *)object;

    if (c->destroyed == LOCK_DESTROYED) {
        misuse_in("LOCK/condition-used-after-destroy", "in", how,
                  "%s: %s a condition that has been destroyed", actor_name(scheduler.current), how);
    }
    if (lock_is_stale(&c->header, OBJECT_COND)) {
        c->mutex = NULL;
    }
    return c;
}

int runtime_pthread_cond_init(pthread_cond_t *object, const pthread_condattr_t *attr)
{
    struct cond *c = (void *)object;
    clockid_t clock = CLOCK_REALTIME;

    if (attr) {
        pthread_condattr_getclock(attr, &clock);
    }
    c->header.generation = 0;
    c->header.number = 0;
    c->destroyed = 0;
    c->clock = clock;
    c->mutex = NULL;
    objects_made(object, OBJECT_COND);
    objects_count_made(OBJECT_COND, &c->made_in);
    return 0;
}

int runtime_pthread_cond_destroy(pthread_cond_t *object)
{
    struct cond *c = (void *)object;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
        c = cond_use(object, "destruction of");
        if (scheduler_is_waited_for(object)) {
            misuse_of("LOCK/condition-destroyed-while-awaited",
                      MISUSED("condition", c->header.number),
                      "%s destroys condition %u, on which somebody waits",
                      actor_name(scheduler.current), c->header.number);
        }
    }
    c->destroyed = LOCK_DESTROYED;
    objects_destroyed(object);
    objects_count_destroyed(OBJECT_COND, &c->made_in);
    return 0;
}

static int wait_until(pthread_cond_t *object, pthread_mutex_t *mutex, uint64_t deadline)
{
    struct cond *c = cond_use(object, "wait on");
    uint32_t number = c->header.number;
    uint32_t mutex_number;
    bool woken;
    int error;

    cancel_point();
    rcu_model_check_wait("a condition");
    if (c->mutex && c->mutex != mutex && scheduler_is_waited_for(object)) {
        misuse_of("LOCK/condition-with-two-mutexes", MISUSED("condition", number),
                  "%s waits on condition %u with another mutex than those who already wait",
                  actor_name(scheduler.current), number);
    }
    c->mutex = mutex;
    mutex_number = mutex_release_to_wait(mutex);
    scheduler_log(EVENT_COND_WAIT, number, mutex_number);

    /* From here on the condition may be destroyed by the actor that wakes us: it is not used again. */
    woken = scheduler_block(WAIT_COND, object, number, deadline);
    if (!woken) {
        scheduler_log(EVENT_COND_TIMEOUT, number, mutex_number);
    }
    error = mutex_take_after_wait(mutex);
    cancel_point();
    return error ? error : woken ? 0 : ETIMEDOUT;
}

int runtime_pthread_cond_wait(pthread_cond_t *object, pthread_mutex_t *mutex)
{
    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    return wait_until(object, mutex, DEADLINE_NONE);
}

int runtime_pthread_cond_clockwait(pthread_cond_t *object, pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *when)
{
    uint64_t deadline;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    if (!clock_deadline(clock, when, &deadline)) {
        return EINVAL;
    }
    return wait_until(object, mutex, deadline);
}

int runtime_pthread_cond_timedwait(pthread_cond_t *object, pthread_mutex_t *mutex,
                                   const struct timespec *when)
{
    clockid_t clock = ((struct cond *)(void *)object)->clock;

    return runtime_pthread_cond_clockwait(object, mutex, clock, when);
}

int runtime_pthread_cond_signal(pthread_cond_t *object)
{
    struct cond *c;
    int woken;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    c = cond_use(object, "signal of");
    woken = scheduler_wake_oldest(object, WAIT_COND);
    scheduler_log(EVENT_COND_SIGNAL, c->header.number, (uint64_t)(woken + 1));
    scheduler_point();
    return 0;
}

int runtime_pthread_cond_broadcast(pthread_cond_t *object)
{
    struct cond *c;
    unsigned n;

    scheduler_point_at(pending_write(PENDING_SIGNAL, (uintptr_t)object));
    c = cond_use(object, "broadcast of");
    n = scheduler_wake_all(object, WAIT_COND, WAIT_COND);
    scheduler_log(EVENT_COND_BROADCAST, c->header.number, n);
    scheduler_point();
    return 0;
}
