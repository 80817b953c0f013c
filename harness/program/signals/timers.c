#include "program/signals/timers.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "program/kernel/calls.h"
#include "program/signals/signals.h"
#include "runtime/pthread/clock.h"
#include "runtime/pthread/futex.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { TIMERS_MAX = 64 };
static const uint64_t NS_PER_S = 1000000000;

static struct timer {
    bool used;
    unsigned n_set; /* How often it was set: a thread waits for it until it is set again. */
    clockid_t clock;
    struct sigevent event;
    uint64_t next_ns;  /* DEADLINE_NONE: it is off. */
    uint64_t every_ns; /* 0: once. */
} timers[TIMERS_MAX];
static unsigned n_timers; /* Slots used so far. */

static bool sends_signal(const struct sigevent *event)
{
    return event->sigev_notify != SIGEV_NONE && event->sigev_notify != SIGEV_THREAD;
}

void timers_begin(void)
{
    for (unsigned i = 0; i < n_timers; i++) {
        if (sends_signal(&timers[i].event)) {
            signals_say(timers[i].event.sigev_signo, SI_USER, (union sigval){0});
        }
    }
    n_timers = 0;
}

static timer_t name_of(const struct timer *timer)
{
    return (timer_t)(uintptr_t)(timer - timers + 1);
}

static struct timer *timer_of(timer_t name)
{
    uintptr_t i = (uintptr_t)name - 1;

    if (i < n_timers && timers[i].used) {
        return &timers[i];
    }
    errno = EINVAL;
    return NULL;
}

static void *notify(void *timer)
{
    const struct sigevent event = ((const struct timer *)timer)->event;

    event.sigev_notify_function(event.sigev_value);
    return NULL;
}

static void start(void *(*function)(void *), struct timer *timer)
{
    pthread_t thread;

    if (!runtime_pthread_create(&thread, NULL, function, timer)) {
        runtime_pthread_detach(thread);
    }
}

static void go_off(struct timer *timer)
{
    timer->next_ns = timer->every_ns ? scheduler.now_ns + timer->every_ns : DEADLINE_NONE;
    if (timer->event.sigev_notify == SIGEV_THREAD) {
        start(notify, timer);
    } else if (sends_signal(&timer->event)) {
        signals_say(timer->event.sigev_signo, SI_TIMER, timer->event.sigev_value);
        signals_come_if_wanted(timer->event.sigev_signo);
    }
}

static void *wait_for(void *aux)
{
    struct timer *timer = aux;
    unsigned n_set = timer->n_set;

    scheduler.self->signal_mask = UINT64_MAX;
    while (timer->n_set == n_set && timer->next_ns != DEADLINE_NONE) {
        if (runtime_futex_wait(&timer->n_set, n_set, timer->next_ns) == ETIMEDOUT &&
            timer->n_set == n_set) {
            go_off(timer);
        }
    }
    return NULL;
}

int program_timer_create(clockid_t clock, struct sigevent *event, timer_t *name)
{
    struct timer *timer = timers;

    if (!scheduler.running) {
        return timer_create(clock, event, name);
    }
    if (event && sends_signal(event) && (event->sigev_signo <= 0 || event->sigev_signo >= _NSIG)) {
        errno = EINVAL;
        return -1;
    }
    while (timer < timers + n_timers && timer->used) {
        timer++;
    }
    if (timer == timers + TIMERS_MAX) {
        calls_refuse("timer_create() for the 65th timer");
        errno = EAGAIN;
        return -1;
    }
    n_timers += timer == timers + n_timers;
    *name = name_of(timer);
    *timer = (struct timer){
        .used = true, .n_set = timer->n_set + 1, .clock = clock, .next_ns = DEADLINE_NONE};
    if (event) {
        timer->event = *event;
    } else {
        timer->event.sigev_signo = SIGALRM;
        timer->event.sigev_value.sival_ptr = *name;
    }
    return 0;
}

static struct timespec time_of(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / NS_PER_S), (long)(ns % NS_PER_S)};
}

static void read_timer(const struct timer *timer, struct itimerspec *value)
{
    bool off = timer->next_ns == DEADLINE_NONE;

    value->it_value =
        time_of(off                                 ? 0
                : timer->next_ns > scheduler.now_ns ? timer->next_ns - scheduler.now_ns
                                                    : 1);
    value->it_interval = time_of(timer->every_ns);
}

/* The thread that waits for it ends. */
static void turn_off(struct timer *timer)
{
    timer->n_set++;
    timer->next_ns = DEADLINE_NONE;
    (void)runtime_futex_wake(&timer->n_set, UINT32_MAX);
}

int program_timer_settime(timer_t name, int flags, const struct itimerspec *value,
                          struct itimerspec *before)
{
    bool absolute = flags & TIMER_ABSTIME;
    struct timer *timer;
    uint64_t next, every;

    if (!scheduler.running) {
        return timer_settime(name, flags, value, before);
    }
    timer = timer_of(name);
    if (!timer ||
        !clock_deadline(absolute ? timer->clock : CLOCK_MONOTONIC, &value->it_value, &next) ||
        !clock_deadline(CLOCK_MONOTONIC, &value->it_interval, &every)) {
        errno = EINVAL;
        return -1;
    }
    if (before) {
        read_timer(timer, before);
    }
    turn_off(timer);
    if (value->it_value.tv_sec || value->it_value.tv_nsec) {
        timer->next_ns = next + (absolute ? 0 : scheduler.now_ns);
        timer->every_ns = every;
        start(wait_for, timer);
    }
    return 0;
}

int program_timer_gettime(timer_t name, struct itimerspec *value)
{
    const struct timer *timer;

    if (!scheduler.running) {
        return timer_gettime(name, value);
    }
    timer = timer_of(name);
    if (timer) {
        read_timer(timer, value);
    }
    return timer ? 0 : -1;
}

/* None is left out: a signal comes, or a function runs, each time that it goes off. */
int program_timer_getoverrun(timer_t name)
{
    return !scheduler.running ? timer_getoverrun(name) : timer_of(name) ? 0 : -1;
}

int program_timer_delete(timer_t name)
{
    struct timer *timer;

    if (!scheduler.running) {
        return timer_delete(name);
    }
    timer = timer_of(name);
    if (timer) {
        turn_off(timer);
        timer->used = false;
    }
    return timer ? 0 : -1;
}
