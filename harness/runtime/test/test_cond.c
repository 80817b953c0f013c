/* Condition variables. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static atomic_int order[4];
static atomic_int n_woken;

static void *wait_in_turn(void *which)
{
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&cond, &mutex);
    order[n_woken++] = (int)(uintptr_t)which;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* Starts three who wait, one after the other. */
static void start(pthread_t threads[3])
{
    n_woken = 0;
    for (uintptr_t i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, wait_in_turn, (void *)i);
        while (!runtime_others_blocked()) {
            sched_yield();
        }
    }
}

static void join(pthread_t threads[3])
{
    for (unsigned i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void signal_wakes_the_oldest(void *unused)
{
    pthread_t threads[3];

    start(threads);
    for (int i = 0; i < 3; i++) {
        pthread_cond_signal(&cond);
        while (!runtime_others_blocked()) {
            sched_yield();
        }
        EXPECT(n_woken == i + 1 && order[i] == i);
    }
    join(threads);
}

static void broadcast_wakes_all(void *unused)
{
    pthread_t threads[3];

    start(threads);
    pthread_cond_broadcast(&cond);
    join(threads);
    EXPECT(n_woken == 3);
}

static void signal_is_not_kept(void *unused)
{
    pthread_cond_signal(&cond);
    pthread_cond_broadcast(&cond);
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&cond, &mutex);
}

/* One times out, and holds the mutex again. Both clocks, as the attribute or the call says. */
static void times_out(void *unused)
{
    pthread_condattr_t attr;
    pthread_cond_t timed;
    struct timespec when;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    EXPECT(!pthread_cond_init(&timed, &attr));
    pthread_mutex_lock(&mutex);
    clock_gettime(CLOCK_MONOTONIC, &when);
    when.tv_sec += 5;
    EXPECT(pthread_cond_timedwait(&timed, &mutex, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() == UINT64_C(5000000000));
    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec += 5;
    EXPECT(pthread_cond_timedwait(&cond, &mutex, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() == UINT64_C(10000000000));
    EXPECT(pthread_cond_clockwait(&timed, &mutex, CLOCK_REALTIME, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() == UINT64_C(10000000000));
    EXPECT(!pthread_mutex_unlock(&mutex));
    EXPECT(!pthread_cond_destroy(&timed));
}

static void *signal_once(void *unused)
{
    pthread_mutex_lock(&mutex);
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void is_signalled_in_time(void *unused)
{
    pthread_t thread;
    struct timespec when;

    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec++;
    pthread_mutex_lock(&mutex);
    pthread_create(&thread, NULL, signal_once, NULL);
    EXPECT(pthread_cond_timedwait(&cond, &mutex, &when) == 0);
    EXPECT(runtime_now_ns() == 0);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
}

static void waits_without_mutex(void *unused)
{
    pthread_cond_wait(&cond, &mutex);
}

static void waits_with_two_mutexes(void *unused)
{
    pthread_t threads[3];

    start(threads);
    pthread_mutex_lock(&other_mutex);
    pthread_cond_wait(&cond, &other_mutex);
}

static void destroys_waited_for(void *unused)
{
    pthread_t threads[3];

    start(threads);
    pthread_cond_destroy(&cond);
}

static void uses_destroyed(void *unused)
{
    EXPECT(!pthread_cond_init(&cond, NULL));
    EXPECT(!pthread_cond_destroy(&cond));
    pthread_cond_signal(&cond);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(signal_wakes_the_oldest),
        CLEAN(broadcast_wakes_all),
        VIOLATION(signal_is_not_kept, "LOCK/deadlock; main waits on condition 1"),
        CLEAN(times_out),
        CLEAN(is_signalled_in_time),
        VIOLATION(waits_without_mutex, "LOCK/waits-without-mutex by main mutex 1"),
        VIOLATION(waits_with_two_mutexes, "LOCK/condition-with-two-mutexes by main condition 1"),
        VIOLATION(destroys_waited_for,
                  "LOCK/condition-destroyed-while-awaited by main condition 1"),
        VIOLATION(uses_destroyed, "LOCK/condition-used-after-destroy by main in signal of"),
    };

    return RUN_CASES(cases);
}
