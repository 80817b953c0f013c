#include "program/kernel/timerfd.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/kernel/waiting.h"
#include "runtime/pthread/clock.h"
#include "runtime/scheduler.h"

enum { TIMERS_MAX = 64 };
static const uint64_t NS_PER_S = 1000000000;

static struct timer {
    int fd;
    clockid_t clock;
    uint64_t next_ns;  /* DEADLINE_NONE: it is off. */
    uint64_t every_ns; /* 0: once. */
} timers[TIMERS_MAX];
static unsigned n_timers;

void timerfd_begin(void)
{
    n_timers = 0;
}

uint64_t timerfd_next_ns(void)
{
    uint64_t next = DEADLINE_NONE;

    for (unsigned i = 0; i < n_timers; i++) {
        next = timers[i].next_ns < next ? timers[i].next_ns : next;
    }
    return next;
}

static void go_off(struct timer *timer)
{
    uint64_t n = 1;

    if (timer->every_ns) {
        n += (scheduler.now_ns - timer->next_ns) / timer->every_ns;
        timer->next_ns += n * timer->every_ns;
    } else {
        timer->next_ns = DEADLINE_NONE;
    }
    (void)!write(timer->fd, &n, sizeof n);
}

void timerfd_look(void)
{
    for (unsigned i = 0; i < n_timers; i++) {
        if (timers[i].next_ns <= scheduler.now_ns) {
            go_off(&timers[i]);
        }
    }
}

static struct timer *timer_of(int fd)
{
    for (unsigned i = 0; i < n_timers; i++) {
        if (timers[i].fd == fd) {
            return &timers[i];
        }
    }
    return NULL;
}

void timerfd_forget(int fd)
{
    struct timer *timer = timer_of(fd);

    if (timer) {
        *timer = timers[--n_timers];
    }
}

int program_timerfd_create(clockid_t clock, int flags)
{
    int fd;

    if (!scheduler.running) {
        return timerfd_create(clock, flags);
    }
    if (n_timers == TIMERS_MAX) {
        calls_refuse("timerfd_create() for the 65th timer");
        errno = EMFILE;
        return -1;
    }
    fd = eventfd(0, (flags & TFD_NONBLOCK ? EFD_NONBLOCK : 0) |
                        (flags & TFD_CLOEXEC ? EFD_CLOEXEC : 0));
    if (fd >= 0) {
        timers[n_timers++] = (struct timer){fd, clock, DEADLINE_NONE, 0};
    }
    return fd;
}

static struct timespec time_of(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

static void read_timer(const struct timer *timer, struct itimerspec *value)
{
    bool off = timer->next_ns == DEADLINE_NONE;

    value->it_value = time_of(off ? 0 : timer->next_ns - scheduler.now_ns);
    value->it_interval = time_of(timer->every_ns);
}

/* What has gone off and was not read is forgotten. */
static void empty(int fd)
{
    struct pollfd entry = {fd, POLLIN, 0};
    uint64_t n;

    if (poll(&entry, 1, 0) > 0) {
        (void)!read(fd, &n, sizeof n);
    }
}

int program_timerfd_settime(int fd, int flags, const struct itimerspec *value,
                            struct itimerspec *before)
{
    struct timer *timer = scheduler.running ? timer_of(fd) : NULL;
    uint64_t next, every;

    if (!timer) {
        return timerfd_settime(fd, flags, value, before);
    }
    if (!clock_deadline(flags & TFD_TIMER_ABSTIME ? timer->clock : CLOCK_MONOTONIC,
                        &value->it_value, &next) ||
        !clock_deadline(CLOCK_MONOTONIC, &value->it_interval, &every)) {
        errno = EINVAL;
        return -1;
    }
    scheduler_point();
    timerfd_look();
    if (before) {
        read_timer(timer, before);
    }
    if (value->it_value.tv_sec == 0 && value->it_value.tv_nsec == 0) {
        next = DEADLINE_NONE;
    } else if (!(flags & TFD_TIMER_ABSTIME)) {
        next += scheduler.now_ns;
    }
    empty(fd);
    timer->next_ns = next;
    timer->every_ns = every;
    waiting_is_over(); /* Those who wait for it do so until another time now. */
    return 0;
}

int program_timerfd_gettime(int fd, struct itimerspec *value)
{
    const struct timer *timer = scheduler.running ? timer_of(fd) : NULL;

    if (!timer) {
        return timerfd_gettime(fd, value);
    }
    timerfd_look();
    read_timer(timer, value);
    return 0;
}
