/*
 * The locks of pthreads with thread-safety annotations. An error of pthreads is a bug of ours (a
 * lock that is not one, an unlock by a stranger) and ends the process.
 */
#ifndef MUTEX_H
#define MUTEX_H 1

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "thread_safety.h"

struct CAPABILITY("mutex") mutex {
    pthread_mutex_t lock;
};

static inline void mutex_init(struct mutex *mutex)
{
    CHECK(!pthread_mutex_init(&mutex->lock, NULL));
}

static inline void mutex_destroy(struct mutex *mutex)
{
    CHECK(!pthread_mutex_destroy(&mutex->lock));
}

static inline void mutex_lock(struct mutex *mutex) ACQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_mutex_lock(&mutex->lock));
}

static inline bool mutex_trylock(struct mutex *mutex)
    TRY_ACQUIRES(true, mutex) NO_THREAD_SAFETY_ANALYSIS
{
    return !pthread_mutex_trylock(&mutex->lock);
}

static inline void mutex_unlock(struct mutex *mutex) RELEASES(mutex) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_mutex_unlock(&mutex->lock));
}

struct CAPABILITY("rwlock") rwlock {
    pthread_rwlock_t lock;
};

static inline void rwlock_init(struct rwlock *rwlock)
{
    CHECK(!pthread_rwlock_init(&rwlock->lock, NULL));
}

static inline void rwlock_destroy(struct rwlock *rwlock)
{
    CHECK(!pthread_rwlock_destroy(&rwlock->lock));
}

static inline void rwlock_read_lock(struct rwlock *rwlock)
    ACQUIRES_SHARED(rwlock) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_rwlock_rdlock(&rwlock->lock));
}

static inline void rwlock_read_unlock(struct rwlock *rwlock)
    RELEASES_SHARED(rwlock) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_rwlock_unlock(&rwlock->lock));
}

static inline void rwlock_write_lock(struct rwlock *rwlock)
    ACQUIRES(rwlock) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_rwlock_wrlock(&rwlock->lock));
}

static inline void rwlock_write_unlock(struct rwlock *rwlock)
    RELEASES(rwlock) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_rwlock_unlock(&rwlock->lock));
}

/* Condition variables on the monotonic clock. */
void condition_init(pthread_cond_t *);
void condition_wait(pthread_cond_t *, struct mutex *mutex) REQUIRES(mutex);
/* Waits until `deadline_ms` on the monotonic clock at most; false if that has passed. */
bool condition_wait_until(pthread_cond_t *, struct mutex *mutex, uint64_t deadline_ms)
    REQUIRES(mutex);

#endif /* mutex.h */
