#include "lock.h"

#include <errno.h>
#include <stddef.h>

#include "clock.h"
#include "lock_order.h"
#include "runtime/rule/misuse.h"
#include "runtime/pthread_api.h"

const struct wait_description wait_read_lock = {.does = "waits for reading",
                                                .object = "rwlock",
                                                .holders = wait_lock_holders,
                                                .held = " held by ",
                                                .tries = PENDING_LOCK,
                                                .tries_to_read = true};
const struct wait_description wait_write_lock = {.does = "waits for writing",
                                                 .object = "rwlock",
                                                 .holders = wait_lock_holders,
                                                 .held = " held by ",
                                                 .tries = PENDING_LOCK};

/* Laid over pthread_rwlock_t such that `kind` is where the static initialisers put it. Readers
 * overtake waiting writers, as with libc, unless it is of the kind that prefers writers. */
struct rwlock {
    struct lock_header header;
    uint32_t writer;    /* Actor + 1; 0: none. */
    uint32_t n_readers; /* Holds, not actors: one actor may have several. */
    uint32_t destroyed;
    uint32_t waiting_writers;
    uint32_t made_in; /* See objects.h. */
    char unused[20];
    unsigned kind;
};
_Static_assert(sizeof(struct rwlock) <= sizeof(pthread_rwlock_t), "must fit");
_Static_assert(offsetof(struct rwlock, kind) == offsetof(pthread_rwlock_t, __data.__flags),
               "static initialisers set the kind");

static struct rwlock *rwlock_use(pthread_rwlock_t *object, const char *how)
{
    struct rwlock *l = (void *)object;

    if (l->destroyed == LOCK_DESTROYED) {
        misuse_in("LOCK/rwlock-used-after-destroy", "in", how,
                  "%s: %s of an rwlock that has been destroyed", actor_name(scheduler.current),
                  how);
    }
    if (lock_is_stale(&l->header, OBJECT_LOCK)) {
        l->writer = 0;
        l->n_readers = 0;
        l->waiting_writers = 0;
    }
    return l;
}

int runtime_pthread_rwlock_init(pthread_rwlock_t *object, const pthread_rwlockattr_t *attr)
{
    struct rwlock *l = (void *)object;
    int kind = PTHREAD_RWLOCK_DEFAULT_NP;

    if (attr) {
        pthread_rwlockattr_getkind_np(attr, &kind);
    }
    l->header.generation = 0;
    l->header.number = 0;
    l->destroyed = 0;
    l->kind = (unsigned)kind;
    objects_made(object, OBJECT_LOCK);
    objects_count_made(OBJECT_LOCK, &l->made_in);
    return 0;
}

int runtime_pthread_rwlock_destroy(pthread_rwlock_t *object)
{
    struct rwlock *l = (void *)object;

    if (scheduler.running) {
        scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
        l = rwlock_use(object, "destruction");
        if (l->writer || l->n_readers || scheduler_is_waited_for(object)) {
            misuse_of("LOCK/rwlock-destroyed-in-use", MISUSED("rwlock", l->header.number),
                      "%s destroys rwlock %u, which is held or waited for",
                      actor_name(scheduler.current), l->header.number);
        }
    }
    l->destroyed = LOCK_DESTROYED;
    objects_destroyed(object);
    objects_count_destroyed(OBJECT_LOCK, &l->made_in);
    return 0;
}

static bool may_read(const struct rwlock *l)
{
    return !l->writer &&
           !(l->kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP && l->waiting_writers);
}

static bool may_write(const struct rwlock *l)
{
    return !l->writer && !l->n_readers;
}

static void take(struct rwlock *l, bool exclusive, bool blocking)
{
    if (exclusive) {
        l->writer = scheduler.current + 1;
    } else {
        l->n_readers++;
    }
    tsan_acquire(l);
    scheduler_log(exclusive ? EVENT_RWLOCK_WRLOCK : EVENT_RWLOCK_RDLOCK, l->header.number, 0);
    lock_order_acquired(l, l->header.number, exclusive, blocking);
}

/* The running actor already holds it in a way that will never let it have it as asked for. */
static void check_self_deadlock(struct rwlock *l, bool exclusive)
{
    if (l->writer == scheduler.current + 1 || (exclusive && lock_order_holds(l))) {
        misuse_of(!exclusive  ? "LOCK/rwlock-self-deadlock-of-reader"
                  : l->writer ? "LOCK/rwlock-self-deadlock-of-writer"
                              : "LOCK/rwlock-self-deadlock-of-upgrade",
                  MISUSED("rwlock", l->header.number),
                  "self-deadlock: %s locks rwlock %u for %s, which it already holds for %s",
                  actor_name(scheduler.current), l->header.number,
                  exclusive ? "writing" : "reading", l->writer ? "writing" : "reading");
    }
}

static int acquire(pthread_rwlock_t *object, bool exclusive, uint64_t deadline)
{
    struct rwlock *l = rwlock_use(object, "lock");
    bool in_time = true;

    if (deadline == DEADLINE_NONE) {
        check_self_deadlock(l, exclusive);
    }
    while (in_time && !(exclusive ? may_write(l) : may_read(l))) {
        l->waiting_writers += exclusive;
        in_time = scheduler_block(exclusive ? WAIT_WRITE_LOCK : WAIT_READ_LOCK, object,
                                  l->header.number, deadline);
        l = rwlock_use(object, "lock");
        l->waiting_writers -= exclusive;
    }
    if (!in_time) {
        /* A writer who gives up no longer keeps readers out. */
        scheduler_wake_all(object, WAIT_READ_LOCK, WAIT_READ_LOCK);
        return ETIMEDOUT;
    }
    take(l, exclusive, deadline == DEADLINE_NONE);
    return 0;
}

static pending_operation acquisition(const pthread_rwlock_t *object, bool exclusive)
{
    return exclusive ? pending_write(PENDING_LOCK, (uintptr_t)object)
                     : pending_read(PENDING_LOCK, (uintptr_t)object);
}

static int clock_acquire(pthread_rwlock_t *object, bool exclusive, clockid_t clock,
                         const struct timespec *when)
{
    uint64_t deadline;

    scheduler_point_at(acquisition(object, exclusive));
    if (!clock_deadline(clock, when, &deadline)) {
        return EINVAL;
    }
    return acquire(object, exclusive, deadline);
}

static int try_acquire(pthread_rwlock_t *object, bool exclusive)
{
    struct rwlock *l;

    scheduler_point_at(acquisition(object, exclusive));
    l = rwlock_use(object, "trylock");
    if (!(exclusive ? may_write(l) : may_read(l))) {
        scheduler_refused("rwlock", l->header.number, l);
        scheduler_log(EVENT_RWLOCK_BUSY, l->header.number, exclusive);
        return EBUSY;
    }
    take(l, exclusive, false);
    return 0;
}

int runtime_pthread_rwlock_rdlock(pthread_rwlock_t *object)
{
    scheduler_point_at(pending_read(PENDING_LOCK, (uintptr_t)object));
    return acquire(object, false, DEADLINE_NONE);
}

int runtime_pthread_rwlock_wrlock(pthread_rwlock_t *object)
{
    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    return acquire(object, true, DEADLINE_NONE);
}

int runtime_pthread_rwlock_tryrdlock(pthread_rwlock_t *object)
{
    return try_acquire(object, false);
}

int runtime_pthread_rwlock_trywrlock(pthread_rwlock_t *object)
{
    return try_acquire(object, true);
}

int runtime_pthread_rwlock_clockrdlock(pthread_rwlock_t *object, clockid_t clock,
                                       const struct timespec *when)
{
    return clock_acquire(object, false, clock, when);
}

int runtime_pthread_rwlock_clockwrlock(pthread_rwlock_t *object, clockid_t clock,
                                       const struct timespec *when)
{
    return clock_acquire(object, true, clock, when);
}

int runtime_pthread_rwlock_timedrdlock(pthread_rwlock_t *object, const struct timespec *when)
{
    return clock_acquire(object, false, CLOCK_REALTIME, when);
}

int runtime_pthread_rwlock_timedwrlock(pthread_rwlock_t *object, const struct timespec *when)
{
    return clock_acquire(object, true, CLOCK_REALTIME, when);
}

int runtime_pthread_rwlock_unlock(pthread_rwlock_t *object)
{
    struct rwlock *l;

    scheduler_point_at(pending_write(PENDING_LOCK, (uintptr_t)object));
    l = rwlock_use(object, "unlock");
    if (!lock_order_holds(l)) {
        misuse_of("LOCK/rwlock-unlocked-not-held", MISUSED("rwlock", l->header.number),
                  "%s unlocks rwlock %u, which it does not hold", actor_name(scheduler.current),
                  l->header.number);
    }
    tsan_release(l);
    lock_order_released(l);
    if (l->writer) {
        l->writer = 0;
    } else {
        l->n_readers--;
    }
    scheduler_log(EVENT_RWLOCK_UNLOCK, l->header.number, 0);
    if (!l->n_readers) {
        scheduler_wake_all(object, WAIT_READ_LOCK, WAIT_WRITE_LOCK);
    }
    scheduler_point();
    return 0;
}
