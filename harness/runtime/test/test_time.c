/* Virtual time: it stands still while anybody can run, and then jumps. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define SECOND UINT64_C(1000000000)

static atomic_int order[3];
static atomic_int n_awake;

static void *sleep_then_report(void *seconds)
{
    sleep((unsigned)(uintptr_t)seconds);
    order[atomic_fetch_add(&n_awake, 1)] = (int)(uintptr_t)seconds;
    return NULL;
}

static void sleepers_wake_in_order(void *unused)
{
    pthread_t threads[3];

    atomic_init(&n_awake, 0);
    for (uintptr_t i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, sleep_then_report, (void *)(3 - i));
    }
    for (unsigned i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    EXPECT(order[0] == 1 && order[1] == 2 && order[2] == 3);
    EXPECT(runtime_now_ns() == 3 * SECOND);
}

static void clocks_agree(void *unused)
{
    struct timespec monotonic, real, request = {.tv_sec = 1, .tv_nsec = 5};
    struct timeval tv;

    EXPECT(runtime_now_ns() == 0);
    usleep(1500);
    EXPECT(runtime_now_ns() == 1500000);
    EXPECT(!nanosleep(&request, NULL));
    EXPECT(runtime_now_ns() == SECOND + 1500005);
    EXPECT(!clock_gettime(CLOCK_MONOTONIC, &monotonic) && !clock_gettime(CLOCK_REALTIME, &real));
    EXPECT(monotonic.tv_sec == 1 && monotonic.tv_nsec == 1500005);
    EXPECT(real.tv_sec > monotonic.tv_sec && real.tv_nsec == monotonic.tv_nsec);
    EXPECT(!gettimeofday(&tv, NULL) && tv.tv_sec == real.tv_sec && tv.tv_usec == 1500);
    EXPECT(time(NULL) == real.tv_sec);
    real.tv_sec += 2;
    EXPECT(!clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &real, NULL));
    EXPECT(runtime_now_ns() == 3 * SECOND + 1500005);
    EXPECT(!clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &real, NULL));
    EXPECT(runtime_now_ns() == 3 * SECOND + 1500005);
    request.tv_nsec = -1;
    EXPECT(nanosleep(&request, NULL) == -1 && errno == EINVAL);
}

static void stands_still(void *unused)
{
    pthread_t thread;

    atomic_init(&n_awake, 0);
    pthread_create(&thread, NULL, sleep_then_report, (void *)1);
    for (int i = 0; i < 100; i++) {
        sched_yield();
    }
    EXPECT(runtime_now_ns() == 0 && atomic_load(&n_awake) == 0);
    EXPECT(runtime_others_blocked());
    runtime_advance_ns(SECOND - 1);
    EXPECT(runtime_others_blocked());
    runtime_advance_ns(1);
    EXPECT(!runtime_others_blocked());
    sched_yield();
    EXPECT(runtime_now_ns() == SECOND && atomic_load(&n_awake) == 1);
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(sleepers_wake_in_order),
        SILENT(sleepers_wake_in_order, 500),
        CLEAN(clocks_agree),
        CLEAN(stands_still),
    };

    return RUN_CASES(cases);
}
