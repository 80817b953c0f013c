#include "kernel_limit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "kernel_signal.h"

static void limit_processor(uint32_t ms)
{
    static rlim_t present;
    uint64_t used_s = kernel_clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000000000;
    struct rlimit limit;

    if (getrlimit(RLIMIT_CPU, &limit)) {
        return;
    }
    limit.rlim_cur = ms ? used_s + (ms + 999) / 1000 + 1 : limit.rlim_max;
    if (limit.rlim_cur != present &&
        (limit.rlim_max == RLIM_INFINITY || limit.rlim_cur <= limit.rlim_max)) {
        present = limit.rlim_cur;
        setrlimit(RLIMIT_CPU, &limit);
    }
}

/* A child has no timer of its parent's. */
static void limit_clock(uint32_t ms)
{
    static pid_t process;
    static timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU};
    const struct itimerspec spec = {.it_value = {ms / 1000, ms % 1000 * 1000000L}};

    if (process != getpid()) {
        process = timer_create(CLOCK_MONOTONIC, &event, &timer) ? 0 : getpid();
    }
    if (process) {
        timer_settime(timer, 0, &spec, NULL);
    }
}

void kernel_limit_set(uint32_t processor_ms, uint32_t clock_ms)
{
    limit_processor(processor_ms);
    limit_clock(clock_ms);
}
