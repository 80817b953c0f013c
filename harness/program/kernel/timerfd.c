#include "program/kernel/timerfd.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "program/kernel/calls.h"
#include "program/kernel/itimer.h"
#include "program/kernel/waiting.h"
#include "runtime/scheduler.h"

enum { TIMERS_MAX = 64 };

static struct timer {
    int fd;
    clockid_t clock;
    struct itimer set;
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
        next = timers[i].set.next_ns < next ? timers[i].set.next_ns : next;
    }
    return next;
}

static void go_off(struct timer *timer)
{
    struct itimer *set = &timer->set;
    uint64_t n = 1;

    if (set->every_ns) {
        n += (scheduler.now_ns - set->next_ns) / set->every_ns;
        set->next_ns += n * set->every_ns;
    } else {
        set->next_ns = DEADLINE_NONE;
    }
    (void)!write(timer->fd, &n, sizeof n);
}

void timerfd_look(void)
{
    for (unsigned i = 0; i < n_timers; i++) {
        if (timers[i].set.next_ns <= scheduler.now_ns) {
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
        timers[n_timers++] = (struct timer){fd, clock, {DEADLINE_NONE, 0}};
    }
    return fd;
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
    struct itimer set;

    if (!timer) {
        return timerfd_settime(fd, flags, value, before);
    }
    scheduler_point();
    timerfd_look();
    if (!itimer_read(&set, value, timer->clock, flags & TFD_TIMER_ABSTIME)) {
        return -1;
    }
    if (before) {
        itimer_write(&timer->set, before);
    }
    empty(fd);
    timer->set = set;
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
    itimer_write(&timer->set, value);
    return 0;
}
