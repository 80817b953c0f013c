/* Conditions and barriers, whose waits are ours; mutexes and readers-writer locks, which are
 * libc's. Of a condition only the address counts. */
#include "threads/internal.h"

#include <errno.h>

#include "runtime/objects.h"
#include "runtime/pthread_api.h"

int runtime_pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr)
{
    return 0;
}

int runtime_pthread_cond_destroy(pthread_cond_t *cond)
{
    return 0;
}

static bool cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex, uint64_t deadline)
{
    bool woken;

    thread_point();
    state_lock();
    actor_prepare_wait(cond, deadline);
    state_unlock();
    pthread_mutex_unlock(mutex);
    state_lock();
    woken = actor_complete_wait();
    state_unlock();
    pthread_mutex_lock(mutex);
    return woken;
}

int runtime_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    cond_wait(cond, mutex, DEADLINE_NONE);
    return 0;
}

int runtime_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
                                   const struct timespec *deadline)
{
    uint64_t deadline_ns =
        (uint64_t)deadline->tv_sec * UINT64_C(1000000000) + (uint64_t)deadline->tv_nsec;

    return cond_wait(cond, mutex, deadline_ns) ? 0 : ETIMEDOUT;
}

static int cond_wake(pthread_cond_t *cond, bool all)
{
    thread_point();
    state_lock();
    actors_wake(cond, all);
    state_unlock();
    return 0;
}

int runtime_pthread_cond_signal(pthread_cond_t *cond)
{
    return cond_wake(cond, false);
}

int runtime_pthread_cond_broadcast(pthread_cond_t *cond)
{
    return cond_wake(cond, true);
}

/* A barrier lies in the memory of a pthread_barrier_t. */
struct barrier {
    unsigned n_wanted, n_arrived;
};
_Static_assert(sizeof(struct barrier) <= sizeof(pthread_barrier_t), "a barrier has room");

int runtime_pthread_barrier_init(pthread_barrier_t *barrier_, const pthread_barrierattr_t *attr,
                                 unsigned n)
{
    struct barrier *barrier = (struct barrier *)barrier_;

    if (!n) {
        return EINVAL;
    }
    *barrier = (struct barrier){.n_wanted = n};
    return 0;
}

int runtime_pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    return 0;
}

int runtime_pthread_barrier_wait(pthread_barrier_t *barrier_)
{
    struct barrier *barrier = (struct barrier *)barrier_;
    bool last;

    thread_point();
    tsan_release(barrier);
    state_lock();
    last = ++barrier->n_arrived == barrier->n_wanted;
    if (last) {
        barrier->n_arrived = 0;
        actors_wake(barrier, true);
    } else {
        actor_prepare_wait(barrier, DEADLINE_NONE);
        actor_complete_wait();
    }
    state_unlock();
    tsan_acquire(barrier);
    return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/* What the system's own locks leave behind, and who holds which, is not followed. */
unsigned runtime_n_left(enum object_class class)
{
    return 0;
}

unsigned runtime_n_never_made(void)
{
    return 0;
}

/* Nor which of them grow. */
unsigned runtime_n_growing_tables(void)
{
    return 0;
}

unsigned runtime_n_tables_left(void)
{
    return 0;
}

unsigned runtime_n_held(void)
{
    return 0;
}

uint32_t runtime_held(unsigned i)
{
    return 0;
}

int runtime_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
    return pthread_mutex_init(mutex, attr);
}

int runtime_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return pthread_mutex_destroy(mutex);
}

int runtime_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    thread_point();
    return pthread_mutex_lock(mutex);
}

int runtime_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    int error;

    thread_point();
    error = pthread_mutex_trylock(mutex);
    if (error) {
        atomic_fetch_add(&thread_actors[thread_self].trylock_failures, 1);
        atomic_fetch_add(&state.n_trylock_failures, 1);
    }
    return error;
}

int runtime_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    int error = pthread_mutex_unlock(mutex);

    thread_point();
    return error;
}

int runtime_pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attr)
{
    return pthread_rwlock_init(lock, attr);
}

int runtime_pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    return pthread_rwlock_destroy(lock);
}

int runtime_pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    thread_point();
    return pthread_rwlock_rdlock(lock);
}

int runtime_pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    thread_point();
    return pthread_rwlock_wrlock(lock);
}

int runtime_pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    int error = pthread_rwlock_unlock(lock);

    thread_point();
    return error;
}

void runtime_set_name(const volatile void *object, const char *name) {}
