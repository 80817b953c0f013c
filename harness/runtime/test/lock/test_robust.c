/* Robust mutexes: the next one is told that the owner has ended, and repairs, or it is lost for all. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "runtime/test/check.h"

static pthread_mutex_t mutex;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void init(void)
{
    pthread_mutexattr_t attr;

    EXPECT(!pthread_mutexattr_init(&attr));
    EXPECT(!pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST));
    EXPECT(!pthread_mutex_init(&mutex, &attr));
}

static void *lock_and_end(void *unused)
{
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    return NULL;
}

/* What it protects is still broken when this one ends, too. */
static void *be_told_and_end(void *unused)
{
    EXPECT(pthread_mutex_lock(&mutex) == EOWNERDEAD);
    pthread_exit(NULL);
}

static void elsewhere(void *(*function)(void *))
{
    pthread_t thread;

    EXPECT(!pthread_create(&thread, NULL, function, NULL));
    EXPECT(!pthread_join(thread, NULL));
}

static void left_by_its_owner(void)
{
    init();
    elsewhere(lock_and_end);
}

static void repaired(void *unused)
{
    left_by_its_owner();
    elsewhere(be_told_and_end);
    EXPECT(pthread_mutex_lock(&mutex) == EOWNERDEAD);
    EXPECT(pthread_mutex_consistent(&mutex) == 0);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    elsewhere(lock_and_end);
    EXPECT(pthread_mutex_trylock(&mutex) == EOWNERDEAD);
    EXPECT(pthread_mutex_consistent(&mutex) == 0);
    EXPECT(pthread_mutex_consistent(&mutex) == EINVAL);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    EXPECT(pthread_mutex_destroy(&mutex) == 0);
}

static void lost(void *unused)
{
    const struct timespec at_once = {0, 0};

    left_by_its_owner();
    EXPECT(pthread_mutex_consistent(&mutex) == EINVAL);
    EXPECT(pthread_mutex_timedlock(&mutex, &at_once) == EOWNERDEAD);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    EXPECT(pthread_mutex_lock(&mutex) == ENOTRECOVERABLE);
    EXPECT(pthread_mutex_trylock(&mutex) == ENOTRECOVERABLE);
    EXPECT(pthread_mutex_unlock(&mutex) == EPERM);
    EXPECT(pthread_mutex_destroy(&mutex) == 0);
}

static void *wait_and_be_told(void *unused)
{
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    EXPECT(pthread_cond_wait(&changed, &mutex) == EOWNERDEAD);
    EXPECT(pthread_mutex_consistent(&mutex) == 0);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    return NULL;
}

static void *signal_and_end(void *unused)
{
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    pthread_cond_signal(&changed);
    return NULL;
}

static void told_by_a_wait(void *unused)
{
    pthread_t waiter;

    init();
    EXPECT(!pthread_create(&waiter, NULL, wait_and_be_told, NULL));
    sched_yield();
    elsewhere(signal_and_end);
    EXPECT(!pthread_join(waiter, NULL));
}

static struct {
    pthread_t others[3];
    int n_owner_dead;
} waiters;

/* One who waits for it is woken by its owner's end, and all the others when it is lost. */
static void *repair_or_be_too_late(void *unused)
{
    int error = pthread_mutex_lock(&mutex);

    EXPECT(error == EOWNERDEAD || error == ENOTRECOVERABLE);
    if (error == EOWNERDEAD) {
        waiters.n_owner_dead++;
        EXPECT(pthread_mutex_unlock(&mutex) == 0);
    }
    return NULL;
}

static void *hold_while_others_wait(void *unused)
{
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(!pthread_create(&waiters.others[i], NULL, repair_or_be_too_late, NULL));
    }
    sched_yield();
    return NULL;
}

static void one_repairs(void *unused)
{
    init();
    waiters.n_owner_dead = 0;
    elsewhere(hold_while_others_wait);
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(!pthread_join(waiters.others[i], NULL));
    }
    EXPECT(waiters.n_owner_dead == 1);
}

static void ordinary(void *unused)
{
    pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;

    EXPECT(pthread_mutex_lock(&plain) == 0);
    EXPECT(pthread_mutex_consistent(&plain) == EINVAL);
    EXPECT(pthread_mutex_unlock(&plain) == 0);
}

static void *hold_both(void *plain)
{
    EXPECT(pthread_mutex_lock(plain) == 0);
    EXPECT(pthread_mutex_lock(&mutex) == 0);
    return NULL;
}

/* Another one beside it is still a lock that is left held. */
static void holds_two(void *unused)
{
    pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;

    init();
    EXPECT(!pthread_create(&thread, NULL, hold_both, &plain));
    EXPECT(!pthread_join(thread, NULL));
}

static void one_repairs_in_every_schedule(void)
{
    for (unsigned seed = 1; seed <= 200; seed++) {
        assert_clean("one_repairs", execute_random(one_repairs, seed, 2));
    }
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(repaired),
        CLEAN(lost),
        CLEAN(told_by_a_wait),
        CLEAN(one_repairs),
        CLEAN(ordinary),
        VIOLATION(holds_two, "LOCK/held-at-end by thread-2 lock 1"),
        CASE(one_repairs_in_every_schedule),
    };

    return RUN_CASES(cases);
}
