/*
 * Virtual time. It stands still while somebody can run; when nobody can, it moves to the earliest
 * deadline; and the harness moves it when it likes.
 */
#include "runtime/actor_set.h"
#include "runtime/scheduler.h"

const struct wait_description wait_sleep = {.does = "sleeps"};

void scheduler_advance_to(uint64_t now_ns)
{
    unsigned i;

    scheduler.now_ns = now_ns;
    event_log_put(EVENT_TIME, scheduler.current, scheduler.self->points, 0, now_ns, 0, 0);
    for (struct actor_walk walk = actor_walk(&scheduler.timed); actor_walk_on(&walk, &i);) {
        if (actors[i].deadline <= now_ns) {
            scheduler_wake(i);
            actors[i].timed_out = true;
        }
    }
    if (scheduler.on_time) {
        scheduler.on_time();
    }
}

void scheduler_jump_to_deadline(void)
{
    uint64_t earliest = DEADLINE_NONE;
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.timed); actor_walk_on(&walk, &i);) {
        if (actors[i].deadline < earliest) {
            earliest = actors[i].deadline;
        }
    }
    scheduler_advance_to(earliest);
}

uint64_t runtime_now_ns(void)
{
    return scheduler.now_ns;
}

uint32_t runtime_n_advances(void)
{
    return scheduler.n_advances;
}

void runtime_advance_ns(uint64_t ns)
{
    uint64_t now_ns = scheduler.now_ns + ns;

    scheduler.n_advances++;
    scheduler_advance_to(now_ns < scheduler.now_ns ? DEADLINE_NONE - 1 : now_ns);
}

void runtime_sleep_ns(uint64_t ns)
{
    uint64_t deadline = scheduler.now_ns + ns;

    scheduler_log(EVENT_SLEEP, 0, ns);
    if (deadline < scheduler.now_ns || deadline == DEADLINE_NONE) {
        deadline = DEADLINE_NONE - 1;
    }
    if (ns == 0) {
        scheduler_yield();
    } else {
        scheduler_block(WAIT_SLEEP, NULL, 0, deadline);
    }
}
