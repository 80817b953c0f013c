#include "timers.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "kernel_signal.h"

static timer_t timers[TIMERS];

uint64_t timer_processor_ns(void)
{
    return kernel_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

void timer_set(enum timer timer, uint32_t ms)
{
    const struct timespec interval = {ms / 1000, (long)(ms % 1000 * NS_PER_MS)};
    const struct itimerspec spec = {interval, interval};

    timer_settime(timers[timer], 0, &spec, NULL);
}

static bool make(enum timer timer, clockid_t clock, int signal)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = signal};

    /* Another thread of the process, libFuzzer's for example, is not to be interrupted. */
    event._sigev_un._tid = gettid();
    event.sigev_value.sival_int = (int)timer;
    return !timer_create(clock, &event, &timers[timer]);
}

bool timers_make(int signal)
{
    return make(TIMER_PROCESSOR, CLOCK_THREAD_CPUTIME_ID, signal) &&
           make(TIMER_CLOCK, CLOCK_MONOTONIC, signal);
}
