#include "clock.h"

#include <errno.h>

#include "cancel.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

#define NS_PER_S   UINT64_C(1000000000)
#define REALTIME_S UINT64_C(1600000000)

bool clock_deadline(clockid_t clock, const struct timespec *when, uint64_t *deadline)
{
    uint64_t origin_s = clock == CLOCK_REALTIME ? REALTIME_S : 0;

    if (when->tv_nsec < 0 || when->tv_nsec >= (long)NS_PER_S) {
        return false;
    }
    if (when->tv_sec < 0 || (uint64_t)when->tv_sec < origin_s) {
        *deadline = 0;
    } else if ((uint64_t)when->tv_sec - origin_s > UINT64_MAX / NS_PER_S - 1) {
        *deadline = DEADLINE_NONE - 1;
    } else {
        *deadline = ((uint64_t)when->tv_sec - origin_s) * NS_PER_S + (uint64_t)when->tv_nsec;
    }
    return true;
}

static void read_clock(clockid_t clock, struct timespec *now)
{
    uint64_t now_ns;

    scheduler_point();
    now_ns = scheduler.now_ns;
    now->tv_sec = (time_t)(now_ns / NS_PER_S + (clock == CLOCK_REALTIME ? REALTIME_S : 0));
    now->tv_nsec = (long)(now_ns % NS_PER_S);
}

int runtime_clock_gettime(clockid_t clock, struct timespec *now)
{
    read_clock(clock == CLOCK_REALTIME_COARSE ? CLOCK_REALTIME : clock, now);
    return 0;
}

int runtime_clock_getres(clockid_t clock, struct timespec *resolution)
{
    if (resolution) {
        resolution->tv_sec = 0;
        resolution->tv_nsec = 1;
    }
    return 0;
}

int runtime_gettimeofday(struct timeval *now, void *zone)
{
    struct timespec ts;

    read_clock(CLOCK_REALTIME, &ts);
    now->tv_sec = ts.tv_sec;
    now->tv_usec = ts.tv_nsec / 1000;
    return 0;
}

time_t runtime_time(time_t *where)
{
    struct timespec ts;

    read_clock(CLOCK_REALTIME, &ts);
    if (where) {
        *where = ts.tv_sec;
    }
    return ts.tv_sec;
}

/* A cancellation point, before and after. */
static void sleep_for(uint64_t ns)
{
    cancel_point();
    runtime_sleep_ns(ns);
    cancel_point();
}

unsigned runtime_sleep(unsigned seconds)
{
    scheduler_point();
    sleep_for(seconds * NS_PER_S);
    return 0;
}

int runtime_usleep(useconds_t us)
{
    scheduler_point();
    sleep_for(us * UINT64_C(1000));
    return 0;
}

int runtime_clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                            struct timespec *remaining)
{
    uint64_t deadline;

    /* A duration is a time on a clock that began at 0. */
    if (!clock_deadline(flags & TIMER_ABSTIME ? clock : CLOCK_MONOTONIC, request, &deadline) ||
        (!(flags & TIMER_ABSTIME) && request->tv_sec < 0)) {
        return EINVAL;
    }
    scheduler_point();
    if (flags & TIMER_ABSTIME) {
        deadline = deadline > scheduler.now_ns ? deadline - scheduler.now_ns : 0;
    }
    sleep_for(deadline);
    return 0;
}

int runtime_nanosleep(const struct timespec *request, struct timespec *remaining)
{
    int error = runtime_clock_nanosleep(CLOCK_REALTIME, 0, request, remaining);

    if (error) {
        errno = error;
        return -1;
    }
    return 0;
}
