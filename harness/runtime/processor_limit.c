#include "processor_limit.h"

#include <sys/resource.h>

#include "kernel_signal.h"

void processor_limit_set(uint32_t ms)
{
    static rlim_t present;
    uint64_t used_s = kernel_clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000000000;
    struct rlimit limit;

    if (getrlimit(RLIMIT_CPU, &limit)) {
        return;
    }
    limit.rlim_cur = ms == UINT32_MAX ? limit.rlim_max : used_s + (ms + 999) / 1000 + 1;
    if (limit.rlim_cur != present &&
        (limit.rlim_max == RLIM_INFINITY || limit.rlim_cur <= limit.rlim_max)) {
        present = limit.rlim_cur;
        setrlimit(RLIMIT_CPU, &limit);
    }
}
