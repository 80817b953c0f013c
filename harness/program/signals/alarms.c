#include "program/signals/alarms.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/signals/signals.h"
#include "runtime/scheduler.h"

static const uint64_t NS_PER_S = 1000000000, NS_PER_US = 1000;

static uint64_t next_ns, every_ns; /* DEADLINE_NONE: it is off; 0: once. */

void alarms_begin(void)
{
    next_ns = DEADLINE_NONE;
    every_ns = 0;
}

uint64_t alarms_next_ns(void)
{
    return next_ns;
}

/* Time has moved. */
static void look(void)
{
    if (next_ns <= scheduler.now_ns) {
        next_ns = every_ns ? scheduler.now_ns + every_ns : DEADLINE_NONE;
        signals_come_if_wanted(SIGALRM);
    }
}

static uint64_t left_ns(void)
{
    return next_ns == DEADLINE_NONE ? 0 : next_ns - scheduler.now_ns;
}

/* 0: it is off. */
static void set(uint64_t after_ns, uint64_t every)
{
    next_ns = after_ns ? scheduler.now_ns + after_ns : DEADLINE_NONE;
    every_ns = every;
    scheduler.on_time = look;
}

/* A program that runs alone may well be ended by it, if it hangs. */
static bool is_real(void)
{
    return !scheduler.running || (!calls_explored() && !signals_is_handled(SIGALRM));
}

unsigned program_alarm(unsigned seconds)
{
    unsigned left = (unsigned)((left_ns() + NS_PER_S - 1) / NS_PER_S);

    if (is_real()) {
        return alarm(seconds);
    }
    set(seconds * NS_PER_S, 0);
    return left;
}

static uint64_t ns_of(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_usec * NS_PER_US;
}

static struct timeval time_of(uint64_t ns)
{
    return (struct timeval){(time_t)(ns / NS_PER_S), (suseconds_t)(ns % NS_PER_S / NS_PER_US)};
}

/* No processor time passes, so the other two never come. */
int program_setitimer(int which, const struct itimerval *value, struct itimerval *before)
{
    struct itimerval old = {{0, 0}, {0, 0}};

    if (is_real()) {
        return setitimer((enum __itimer_which)which, value, before);
    }
    if (which == ITIMER_REAL) {
        old = (struct itimerval){time_of(every_ns), time_of(left_ns())};
        set(ns_of(&value->it_value), ns_of(&value->it_interval));
    }
    if (before) {
        *before = old;
    }
    return 0;
}
