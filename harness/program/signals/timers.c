#include "program/signals/timers.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "program/kernel/calls.h"
#include "program/kernel/itimer.h"
#include "program/signals/signals.h"
#include "runtime/pthread/futex.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

enum { TIMERS_MAX = 64 };

static struct timer {
    bool used;
    unsigned n_set; /* How often it was set: a thread waits for it until it is set again. */
    clockid_t clock;
    struct sigevent event;
    struct itimer set;
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
    struct itimer *set = &timer->set;

    set->next_ns = set->every_ns ? scheduler.now_ns + set->every_ns : DEADLINE_NONE;
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
    while (timer->n_set == n_set && timer->set.next_ns != DEADLINE_NONE) {
        if (runtime_futex_wait(&timer->n_set, n_set, timer->set.next_ns) == ETIMEDOUT &&
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
        .used = true, .n_set = timer->n_set + 1, .clock = clock, .set = {DEADLINE_NONE, 0}};
    if (event) {
        timer->event = *event;
    } else {
        timer->event.sigev_signo = SIGALRM;
        timer->event.sigev_value.sival_ptr = *name;
    }
    return 0;
}

/* The thread that waits for it ends. */
static void turn_off(struct timer *timer)
{
    timer->n_set++;
    timer->set.next_ns = DEADLINE_NONE;
    (void)runtime_futex_wake(&timer->n_set, UINT32_MAX);
}

int program_timer_settime(timer_t name, int flags, const struct itimerspec *value,
                          struct itimerspec *before)
{
    struct timer *timer;
    struct itimer set;

    if (!scheduler.running) {
        return timer_settime(name, flags, value, before);
    }
    timer = timer_of(name);
    if (!timer || !itimer_read(&set, value, timer->clock, flags & TIMER_ABSTIME)) {
        return -1;
    }
    if (before) {
        itimer_write(&timer->set, before);
    }
    turn_off(timer);
    timer->set = set;
    if (set.next_ns != DEADLINE_NONE) {
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
        itimer_write(&timer->set, value);
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
