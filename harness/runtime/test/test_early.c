/* Waits that end before their time: sleeps and deadlines on a slow machine, spurious wake-ups. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define SECOND UINT64_C(1000000000)

static atomic_int result;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *work(void *unused)
{
    usleep(1000);
    atomic_store(&result, 1);
    return NULL;
}

static void sleep_is_taken_for_join(void *unused)
{
    pthread_t worker;
    int seen;

    atomic_init(&result, 0);
    pthread_create(&worker, NULL, work, NULL);
    sleep(1);
    seen = atomic_load(&result);
    EXPECT(runtime_now_ns() >= SECOND);
    pthread_join(worker, NULL);
    EXPECT(seen == 1);
}

static void *signal_result(void *unused)
{
    pthread_mutex_lock(&lock);
    atomic_store(&result, 1);
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Returns whether it came in time. */
static bool wait_for_result(void)
{
    struct timespec deadline;
    int error = 0;

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 10;
    pthread_mutex_lock(&lock);
    while (!atomic_load(&result) && error != ETIMEDOUT) {
        error = pthread_cond_timedwait(&changed, &lock, &deadline);
    }
    pthread_mutex_unlock(&lock);
    if (error == ETIMEDOUT) {
        EXPECT(runtime_now_ns() >= 10 * SECOND);
    }
    return error == 0;
}

static void wait_never_times_out(void *unused)
{
    pthread_t worker;
    bool in_time;

    atomic_init(&result, 0);
    pthread_create(&worker, NULL, signal_result, NULL);
    in_time = wait_for_result();
    pthread_join(worker, NULL);
    EXPECT(in_time);
}

static void *post(void *semaphore)
{
    sem_post(semaphore);
    return NULL;
}

static void semaphore_never_times_out(void *unused)
{
    struct timespec deadline = {.tv_sec = 2000000000};
    sem_t semaphore;
    pthread_t worker;
    int error;

    sem_init(&semaphore, 0, 0);
    pthread_create(&worker, NULL, post, &semaphore);
    error = sem_timedwait(&semaphore, &deadline);
    pthread_join(worker, NULL);
    EXPECT(error == 0);
}

static void waits_without_loop(void *unused)
{
    pthread_t worker;
    int seen;

    atomic_init(&result, 0);
    pthread_create(&worker, NULL, signal_result, NULL);
    pthread_mutex_lock(&lock);
    if (!atomic_load(&result)) {
        pthread_cond_wait(&changed, &lock);
    }
    seen = atomic_load(&result);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    EXPECT(seen == 1);
}

static void waits_in_loop(void *unused)
{
    pthread_t worker;

    atomic_init(&result, 0);
    pthread_create(&worker, NULL, signal_result, NULL);
    pthread_mutex_lock(&lock);
    while (!atomic_load(&result)) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
}

/* A spurious wake-up is no cure for a deadlock. */
static void waits_for_nobody(void *unused)
{
    pthread_mutex_lock(&lock);
    for (;;) {
        pthread_cond_wait(&changed, &lock);
    }
}

static void by_each_strategy(const struct program_case *test)
{
    static struct strategy_pct pct;
    static struct strategy_pos pos;
    static struct strategy_delay_bound delay_bound;
    unsigned found = 0;

    for (unsigned seed = 1; seed <= 200; seed++) {
        struct strategy *strategies[] = {&pct.strategy, &pos.strategy, &delay_bound.strategy};
        struct runtime_outcome outcome;

        strategy_pct_init(&pct, seed, 3, 30);
        strategy_pos_init(&pos, seed);
        strategy_delay_bound_init(&delay_bound, seed, 1, 30);
        outcome = execute(test->body, strategies[seed % 3]);
        if (outcome.violated) {
            assert_violation(test->name, outcome, "EXPECT");
            assert_replay(test->name, test->body, outcome, 10);
            found |= 1U << seed % 3;
        }
    }
    CHECK(found == 7);
}

/* On a slow machine, and where waits end for no reason. */
static void if_time_is_any(const void *test)
{
    time_any = true;
    check_program(test);
    time_any = false;
}

static void if_wakes_are_spurious(const void *test)
{
    spurious_wakes = 2;
    check_program(test);
    spurious_wakes = 0;
}

static void if_time_is_any_by_each_strategy(const void *test)
{
    time_any = true;
    by_each_strategy(test);
    time_any = false;
}

static void if_wakes_are_spurious_by_each_strategy(const void *test)
{
    spurious_wakes = 2;
    by_each_strategy(test);
    spurious_wakes = 0;
}

#define IF(CONDITION, BODY, WHAT, N) \
    CASE_OF(#BODY " " #CONDITION, CONDITION, (&(const struct program_case){#BODY, BODY, WHAT, N}))

int main(void)
{
    const struct test_case cases[] = {
        SILENT(sleep_is_taken_for_join, 500),
        SILENT(wait_never_times_out, 500),
        SILENT(semaphore_never_times_out, 500),
        SILENT(waits_without_loop, 500),
        IF(if_time_is_any, sleep_is_taken_for_join, "EXPECT seen == 1", 100),
        IF(if_time_is_any, wait_never_times_out, "EXPECT in_time", 100),
        IF(if_time_is_any, semaphore_never_times_out, "EXPECT error == 0", 100),
        IF(if_time_is_any_by_each_strategy, sleep_is_taken_for_join, NULL, 0),
        IF(if_wakes_are_spurious, waits_without_loop, "EXPECT seen == 1", 100),
        IF(if_wakes_are_spurious, waits_in_loop, NULL, 500),
        IF(if_wakes_are_spurious, waits_for_nobody, "LOCK/deadlock; main waits on condition 1", 0),
        IF(if_wakes_are_spurious_by_each_strategy, waits_without_loop, NULL, 0),
    };

    return RUN_CASES(cases);
}
