#include "lock.h"

#include <errno.h>
#include <stddef.h>

#include "clock.h"
#include "lock_order.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"
#include "runtime/rcu/reachable.h"

const struct wait_description wait_mutex = {.does = "waits for",
                                            .object = "mutex",
                                            .holders = wait_lock_holders,
                                            .held = " held by ",
                                            .tries = PENDING_LOCK};

/* Of a robust mutex. Its owner may end; the next one is told, and has to repair what it protects. */
enum robustness { NOT_ROBUST, ROBUST, INCONSISTENT, NOT_RECOVERABLE };

/* Laid over pthread_mutex_t such that `kind` is where the static initialisers put it. */
struct mutex {
    struct lock_header header;
    uint32_t owner; /* Actor + 1; 0: free. */
    uint32_t depth; /* Of a recursive one. */
    int kind;
    uint32_t destroyed; /* LOCK_DESTROYED, or not. */
    uint32_t made_in;   /* See objects.h. */
    uint32_t robust;    /* enum robustness. */
};
_Static_assert(sizeof(struct mutex) <= sizeof(pthread_mutex_t), "must fit");
_Static_assert(offsetof(struct mutex, kind) == offsetof(pthread_mutex_t, __data.__kind),
               "static initialisers set the kind");

static struct mutex *mutex_use(pthread_mutex_t *object, const char *how)
{
    struct mutex *m = (void *)object;

    if (m->destroyed == LOCK_DESTROYED) {
        misuse_in("LOCK/mutex-used-after-destroy", "in", how,
                  "%s: %s of a mutex that has been destroyed", actor_name(scheduler.current), how);
    }
    if (lock_is_stale(&m->header, OBJECT_LOCK)) {
        if (m->kind < PTHREAD_MUTEX_NORMAL || m->kind > PTHREAD_MUTEX_ADAPTIVE_NP) {
            misuse_in("LOCK/mutex-not-initialised", "in", how,
                      "%s: %s of a mutex that was never initialised", actor_name(scheduler.current),
                      how);
        }
        m->owner = 0;
        m->depth = 0;
        m->robust = m->robust ? ROBUST : NOT_ROBUST;
    }
    return m;
}

int runtime_pthread_mutex_init(pthread_mutex_t *object, const pthread_mutexattr_t *attr)
{
    struct mutex *m = (void *)object;
    int kind = PTHREAD_MUTEX_DEFAULT;
    int robust = PTHREAD_MUTEX_STALLED;

    if (attr) {
        pthread_mutexattr_gettype(attr, &kind);
        pthread_mutexattr_getrobust(attr, &robust);
    }
    m->header.generation = 0;
    m->header.number = 0;
    m->owner = m->depth = 0;
    m->kind = kind;
    m->robust = robust == PTHREAD_MUTEX_ROBUST ? ROBUST : NOT_ROBUST;
    m->destroyed = 0;
    objects_made(object, OBJECT_LOCK);
    objects_count_made(OBJECT_LOCK, &m->made_in);
    return 0;
}

int runtime_pthread_mutex_destroy(pthread_mutex_t *object)
{
    struct mutex *m;

    if (!scheduler.running) {
        ((struct mutex *)(void *)object)->destroyed = LOCK_DESTROYED;
        return 0;
    }
    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    m = mutex_use(object, "destruction");
    if (m->owner) {
        misuse_of("LOCK/mutex-destroyed-while-held",
                  MISUSED_WITH("mutex", m->header.number, "held by", m->owner - 1U),
                  "%s destroys mutex %u, which %s holds", actor_name(scheduler.current),
                  m->header.number, actor_name(m->owner - 1));
    }
    if (scheduler_is_waited_for(object)) {
        misuse_of("LOCK/mutex-destroyed-while-awaited", MISUSED("mutex", m->header.number),
                  "%s destroys mutex %u, which somebody waits for", actor_name(scheduler.current),
                  m->header.number);
    }
    m->destroyed = LOCK_DESTROYED;
    objects_destroyed(object);
    objects_count_destroyed(OBJECT_LOCK, &m->made_in);
    return 0;
}

/* The running actor gets a mutex that is free. Says what the call returns. */
static int take(struct mutex *m, enum event_kind kind, bool blocking)
{
    int error = m->robust == INCONSISTENT ? EOWNERDEAD : 0;

    if (m->robust == NOT_RECOVERABLE) {
        return ENOTRECOVERABLE;
    }
    m->owner = scheduler.current + 1;
    m->depth = 1;
    reachable_touched(m, true);
    tsan_acquire(m);
    scheduler_log(kind, m->header.number, (uint64_t)error);
    lock_order_acquired(m, m->header.number, true, blocking);
    scheduler.self->held[scheduler.self->n_held - 1].robust = m->robust ? m : NULL;
    return error;
}

/* The running actor asks for a mutex that it holds. Returns -1 if it must wait like anybody. */
static int relock(struct mutex *m, uint64_t deadline)
{
    switch (m->kind) {
    case PTHREAD_MUTEX_RECURSIVE:
        m->depth++;
        scheduler_log(EVENT_MUTEX_LOCK, m->header.number, 0);
        return 0;
    case PTHREAD_MUTEX_ERRORCHECK:
        return EDEADLK;
    default:
        if (deadline == DEADLINE_NONE) {
            misuse_of("LOCK/mutex-self-deadlock", MISUSED("mutex", m->header.number),
                      "self-deadlock: %s locks mutex %u, which it already holds",
                      actor_name(scheduler.current), m->header.number);
        }
        return -1;
    }
}

static int acquire(pthread_mutex_t *object, uint64_t deadline)
{
    struct mutex *m = mutex_use(object, "lock");

    if (m->owner == scheduler.current + 1) {
        int error = relock(m, deadline);

        if (error >= 0) {
            return error;
        }
    }
    while (m->owner) {
        if (!scheduler_block(WAIT_MUTEX, object, m->header.number, deadline)) {
            return ETIMEDOUT;
        }
        m = mutex_use(object, "lock");
    }
    return take(m, EVENT_MUTEX_LOCK, deadline == DEADLINE_NONE);
}

int runtime_pthread_mutex_lock(pthread_mutex_t *object)
{
    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    return acquire(object, DEADLINE_NONE);
}

int runtime_pthread_mutex_clocklock(pthread_mutex_t *object, clockid_t clock,
                                    const struct timespec *when)
{
    uint64_t deadline;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    if (!clock_deadline(clock, when, &deadline)) {
        return EINVAL;
    }
    return acquire(object, deadline);
}

int runtime_pthread_mutex_timedlock(pthread_mutex_t *object, const struct timespec *when)
{
    return runtime_pthread_mutex_clocklock(object, CLOCK_REALTIME, when);
}

int runtime_pthread_mutex_trylock(pthread_mutex_t *object)
{
    struct mutex *m;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    m = mutex_use(object, "trylock");
    if (m->owner == scheduler.current + 1 && m->kind == PTHREAD_MUTEX_RECURSIVE) {
        m->depth++;
        scheduler_log(EVENT_MUTEX_TRYLOCK_OK, m->header.number, 0);
        return 0;
    }
    if (m->owner) {
        scheduler_refused("mutex", m->header.number, m);
        scheduler_log(EVENT_MUTEX_TRYLOCK_BUSY, m->header.number, m->owner);
        return EBUSY;
    }
    return take(m, EVENT_MUTEX_TRYLOCK_OK, false);
}

static void release(struct mutex *m)
{
    if (m->robust == INCONSISTENT) {
        m->robust = NOT_RECOVERABLE;
    }
    tsan_release(m);
    m->owner = 0;
    m->depth = 0;
    lock_order_released(m);
    scheduler_wake_all(m, WAIT_MUTEX, WAIT_MUTEX);
}

int runtime_pthread_mutex_unlock(pthread_mutex_t *object)
{
    struct mutex *m;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    m = mutex_use(object, "unlock");
    if (m->owner != scheduler.current + 1) {
        if (m->kind == PTHREAD_MUTEX_ERRORCHECK || m->kind == PTHREAD_MUTEX_RECURSIVE ||
            m->robust) {
            return EPERM;
        }
        if (!m->owner) {
            misuse_of("LOCK/mutex-unlocked-when-free", MISUSED("mutex", m->header.number),
                      "%s unlocks mutex %u, which is not locked", actor_name(scheduler.current),
                      m->header.number);
        }
        misuse_of("LOCK/mutex-unlocked-by-another",
                  MISUSED_WITH("mutex", m->header.number, "held by", m->owner - 1U),
                  "%s unlocks mutex %u, which is held by %s", actor_name(scheduler.current),
                  m->header.number, actor_name(m->owner - 1));
    }
    scheduler_log(EVENT_MUTEX_UNLOCK, m->header.number, 0);
    if (--m->depth > 0) {
        return 0;
    }
    release(m);
    scheduler_point();
    return 0;
}

uint32_t mutex_release_to_wait(pthread_mutex_t *object)
{
    struct mutex *m = mutex_use(object, "wait with");

    if (m->owner != scheduler.current + 1 || m->depth != 1) {
        misuse_of("LOCK/waits-without-mutex", MISUSED("mutex", m->header.number),
                  "%s waits on a condition with mutex %u, which it does not hold exactly once",
                  actor_name(scheduler.current), m->header.number);
    }
    release(m);
    return m->header.number;
}

int mutex_take_after_wait(pthread_mutex_t *object)
{
    return acquire(object, DEADLINE_NONE);
}

int runtime_pthread_mutex_consistent(pthread_mutex_t *object)
{
    struct mutex *m;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    m = mutex_use(object, "repair");
    if (m->robust != INCONSISTENT || m->owner != scheduler.current + 1) {
        return EINVAL;
    }
    m->robust = ROBUST;
    return 0;
}

void mutex_owner_ends(void)
{
    const struct actor *self = scheduler.self;

    for (unsigned i = self->n_held; i-- > 0;) {
        struct mutex *m = self->held[i].robust;

        if (m) {
            scheduler_log(EVENT_MUTEX_UNLOCK, m->header.number, EOWNERDEAD);
            release(m);
            m->robust = INCONSISTENT;
        }
    }
}
