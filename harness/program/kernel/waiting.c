#include "program/kernel/waiting.h"

#include <errno.h>
#include <stdbool.h>

#include "program/kernel/descriptors.h"
#include "program/kernel/timerfd.h"
#include "runtime/pthread/cancel.h"
#include "runtime/scheduler.h"
#include "runtime/watchdog/watchdog.h"

/* How long one that waits does not look again, in virtual time: not all that makes a descriptor ready
 * passes through here. */
static const uint64_t LOOK_NS = 1000000;

/* Who waits, and for what. */
static struct actor_set polling;
static struct {
    struct pollfd *entries;
    nfds_t n;
    uint64_t limit_ns;
} questions[RUNTIME_MAX_ACTORS];

/* What is written is ordered before what is read after it; of all descriptors one order. */
static char order_of_descriptors;

void waiting_begin(void)
{
    actor_set_clear(&polling);
}

/* Asks the kernel, and again if a look of the watchdog has cut the question short. */
static int ask(struct pollfd *entries, nfds_t n, int timeout_ms)
{
    int n_ready;

    do {
        watchdog_asks_again(true);
        n_ready = poll(entries, n, timeout_ms);
        watchdog_asks_again(false);
    } while (n_ready < 0 && errno == EINTR);
    return n_ready;
}

static bool is_ready_now(struct pollfd *entries, nfds_t n)
{
    timerfd_look();
    return ask(entries, n, 0) != 0;
}

/* Whether another one can run, and does more than to look whether he can. */
static bool others_can_run(void)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.ready); actor_walk_on(&walk, &i);) {
        if (i != scheduler.current &&
            (!actor_set_has(&polling, i) || is_ready_now(questions[i].entries, questions[i].n))) {
            return true;
        }
    }
    return false;
}

/* When something happens next if nobody can run: somebody's deadline, or a timer's. */
static uint64_t next_event_ns(void)
{
    uint64_t earliest = timerfd_next_ns();
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.timed); actor_walk_on(&walk, &i);) {
        uint64_t at = actor_set_has(&polling, i) ? questions[i].limit_ns : actors[i].deadline;

        earliest = at < earliest ? at : earliest;
    }
    return earliest;
}

/* Waits until it is worth to look again. If that is never, and what was opened in this execution has
 * both its ends here, it is a deadlock; for what comes from outside the kernel is waited for. */
static void wait_for_change(struct pollfd *entries, nfds_t n, uint64_t limit_ns)
{
    uint64_t next = others_can_run() ? scheduler.now_ns + LOOK_NS : next_event_ns();

    next = limit_ns < next ? limit_ns : next;
    if (next == DEADLINE_NONE && !descriptors_are_inside(entries, n)) {
        (void)ask(entries, n, -1);
    } else {
        (void)scheduler_block(WAIT_DESCRIPTOR, &polling, 0, next);
    }
}

static void look_again(void)
{
    if (!actor_set_is_empty(&scheduler.waiting[WAIT_DESCRIPTOR])) {
        (void)scheduler_wake_all(&polling, WAIT_DESCRIPTOR, WAIT_DESCRIPTOR);
    }
}

/* The running actor goes on, and may make room for others. */
static void go_on(void)
{
    look_again();
    tsan_acquire(&order_of_descriptors);
}

void waiting_for_any(struct pollfd *entries, nfds_t n, uint64_t limit_ns)
{
    unsigned actor = scheduler.current;

    cancel_point();
    scheduler_point();
    questions[actor].entries = entries;
    questions[actor].n = n;
    questions[actor].limit_ns = limit_ns;
    actor_set_add(&polling, actor);
    while (!is_ready_now(entries, n) && scheduler.now_ns < limit_ns && !cancel_is_due()) {
        wait_for_change(entries, n, limit_ns);
    }
    actor_set_remove(&polling, actor);
    cancel_point();
    go_on();
}

void waiting_for(int fd, short events)
{
    struct pollfd entry = {fd, events, 0};

    waiting_for_any(&entry, 1, DEADLINE_NONE);
}

void waiting_not(void)
{
    cancel_point();
    scheduler_point();
    timerfd_look();
    go_on();
}

void waiting_is_over(void)
{
    look_again();
    tsan_release(&order_of_descriptors);
}
