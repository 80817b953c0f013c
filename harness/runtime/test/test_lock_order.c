/* The lock graph: inversions that did not deadlock this time, and what only looks like one. */
#include <pthread.h>

#include "check.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;

static void lock_two(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

/* Runs them at the same time; by the default rule that is one after the other, so that none of
 * these programs ever deadlocks. */
static void run(unsigned n, void *(*const functions[])(void *))
{
    pthread_t threads[3];

    for (unsigned i = 0; i < n; i++) {
        pthread_create(&threads[i], NULL, functions[i], NULL);
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
}

#define RUN(...)                                                \
    do {                                                        \
        void *(*const functions[])(void *) = {__VA_ARGS__};     \
                                                                \
        run(sizeof functions / sizeof functions[0], functions); \
    } while (0)

static void *lock_ab(void *unused)
{
    lock_two(&a, &b);
    return NULL;
}

static void *lock_ba(void *unused)
{
    lock_two(&b, &a);
    return NULL;
}

static void *lock_bc(void *unused)
{
    lock_two(&b, &c);
    return NULL;
}

static void *lock_ca(void *unused)
{
    lock_two(&c, &a);
    return NULL;
}

static void *lock_ab_gated(void *unused)
{
    pthread_mutex_lock(&gate);
    lock_two(&a, &b);
    pthread_mutex_unlock(&gate);
    return NULL;
}

static void *lock_ba_gated(void *unused)
{
    pthread_mutex_lock(&gate);
    lock_two(&b, &a);
    pthread_mutex_unlock(&gate);
    return NULL;
}

static void *lock_both_ways(void *unused)
{
    lock_two(&a, &b);
    lock_two(&b, &a);
    return NULL;
}

static void *try_ba(void *unused)
{
    pthread_mutex_lock(&b);
    if (!pthread_mutex_trylock(&a)) {
        pthread_mutex_unlock(&a);
    }
    pthread_mutex_unlock(&b);
    return NULL;
}

static void *read_then_lock(void *unused)
{
    pthread_rwlock_rdlock(&shared);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_rwlock_unlock(&shared);
    return NULL;
}

static void *lock_then_read(void *unused)
{
    pthread_mutex_lock(&a);
    pthread_rwlock_rdlock(&shared);
    pthread_rwlock_unlock(&shared);
    pthread_mutex_unlock(&a);
    return NULL;
}

static void *lock_then_write(void *unused)
{
    pthread_mutex_lock(&a);
    pthread_rwlock_wrlock(&shared);
    pthread_rwlock_unlock(&shared);
    pthread_mutex_unlock(&a);
    return NULL;
}

static void *lock_ab_first(void *unused)
{
    lock_two(&a, &b);
    pthread_barrier_wait(&barrier);
    return NULL;
}

static void *lock_ba_later(void *unused)
{
    pthread_barrier_wait(&barrier);
    lock_two(&b, &a);
    return NULL;
}

static void two_inverted(void *unused)
{
    RUN(lock_ab, lock_ba);
}

static void three_in_a_ring(void *unused)
{
    RUN(lock_ab, lock_bc, lock_ca);
}

static void inverted_behind_gate(void *unused)
{
    RUN(lock_ab_gated, lock_ba_gated);
}

static void inverted_with_one_gate(void *unused)
{
    RUN(lock_ab_gated, lock_ba);
}

static void inverted_by_one(void *unused)
{
    RUN(lock_both_ways);
}

static void inverted_before_others(void *unused)
{
    lock_two(&b, &a);
    RUN(lock_ab);
}

static void inverted_one_after_the_other(void *unused)
{
    RUN(lock_ab);
    RUN(lock_ba);
}

/* The same with somebody else about, so that they have different slots. */
static void *meet(void *unused)
{
    pthread_barrier_wait(&barrier);
    return NULL;
}

static void inverted_in_other_slots(void *unused)
{
    pthread_t second, third;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&second, NULL, lock_ab, NULL);
    pthread_create(&third, NULL, meet, NULL);
    pthread_join(second, NULL);
    pthread_create(&second, NULL, meet, NULL);
    RUN(lock_ba);
    pthread_join(second, NULL);
    pthread_join(third, NULL);
}

static void inverted_across_barrier(void *unused)
{
    pthread_barrier_init(&barrier, NULL, 2);
    RUN(lock_ab_first, lock_ba_later);
}

static void inverted_by_trylock(void *unused)
{
    RUN(lock_ab, try_ba);
}

static void inverted_reading(void *unused)
{
    RUN(read_then_lock, lock_then_read);
}

static void inverted_writing(void *unused)
{
    RUN(read_then_lock, lock_then_write);
}

static void all_in_order(void *unused)
{
    RUN(lock_ab, lock_bc, lock_ab);
}

int main(void)
{
    const struct test_case cases[] = {
        VIOLATION(
            two_inverted,
            "LOCK/order; thread-3 took lock 1 holding lock 2; thread-2 took lock 2 holding lock 1"),
        VIOLATION(three_in_a_ring, "LOCK/order; thread-4 took lock 1 holding lock 3; thread-2 took "
                                   "lock 2 holding lock 1; thread-3 took lock 3 holding lock 2"),
        CLEAN(inverted_behind_gate),
        VIOLATION(
            inverted_with_one_gate,
            "LOCK/order; thread-3 took lock 2 holding lock 3; thread-2 took lock 3 holding lock 2"),
        CLEAN(inverted_by_one),
        CLEAN(inverted_before_others),
        CLEAN(inverted_one_after_the_other),
        CLEAN(inverted_in_other_slots),
        CLEAN(inverted_across_barrier),
        CLEAN(inverted_by_trylock),
        CLEAN(inverted_reading),
        VIOLATION(
            inverted_writing,
            "LOCK/order; thread-3 took lock 1 holding lock 2; thread-2 took lock 2 holding lock 1"),
        CLEAN(all_in_order),
        SILENT(inverted_behind_gate, 1000),
        SILENT(inverted_one_after_the_other, 1000),
        SILENT(inverted_in_other_slots, 1000),
        SILENT(inverted_across_barrier, 1000),
        SILENT(inverted_by_trylock, 1000),
        SILENT(inverted_reading, 1000),
        SILENT(all_in_order, 1000),
    };

    return RUN_CASES(cases);
}
