#include "program/kernel/itimer.h"

#include <errno.h>

#include "runtime/pthread/clock.h"
#include "runtime/scheduler.h"

static const uint64_t NS_PER_S = 1000000000;

bool itimer_read(struct itimer *timer, const struct itimerspec *value, clockid_t clock,
                 bool absolute)
{
    uint64_t next, every;

    if (!clock_deadline(absolute ? clock : CLOCK_MONOTONIC, &value->it_value, &next) ||
        !clock_deadline(CLOCK_MONOTONIC, &value->it_interval, &every)) {
        errno = EINVAL;
        return false;
    }
    if (value->it_value.tv_sec == 0 && value->it_value.tv_nsec == 0) {
        next = DEADLINE_NONE;
    } else if (!absolute) {
        next += scheduler.now_ns;
    }
    *timer = (struct itimer){next, every};
    return true;
}

static struct timespec time_of(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

void itimer_write(const struct itimer *timer, struct itimerspec *value)
{
    uint64_t left = 1;

    if (timer->next_ns == DEADLINE_NONE) {
        left = 0;
    } else if (timer->next_ns > scheduler.now_ns) {
        left = timer->next_ns - scheduler.now_ns;
    }
    value->it_value = time_of(left);
    value->it_interval = time_of(timer->every_ns);
}
