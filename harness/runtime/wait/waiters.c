/*
 * Those who wait: whom a waker finds, and in which order.
 */
#include "runtime/actor_set.h"
#include "runtime/scheduler.h"

void scheduler_wake(unsigned actor)
{
    actor_set_remove(&scheduler.waiting[actors[actor].wait], actor);
    actors[actor].wait = WAIT_NOTHING;
    actors[actor].wait_number = 0;
    actors[actor].timed_out = false;
    actor_set_remove(&scheduler.blocked, actor);
    actor_set_remove(&scheduler.timed, actor);
    scheduler_add_ready(actor);
}

unsigned scheduler_wake_all(const void *object, enum wait_kind kind, enum wait_kind other)
{
    struct actor_set waiting;
    unsigned n = 0, i;

    actor_set_unite(&waiting, &scheduler.waiting[kind], &scheduler.waiting[other]);
    for (struct actor_walk walk = actor_walk(&waiting); actor_walk_on(&walk, &i);) {
        if (actors[i].wait_object == object) {
            scheduler_wake(i);
            n++;
        }
    }
    return n;
}

int scheduler_wake_oldest(const void *object, enum wait_kind kind)
{
    int oldest = -1;
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.waiting[kind]); actor_walk_on(&walk, &i);) {
        if (actors[i].wait_object == object &&
            (oldest < 0 || actors[i].wait_ticket < actors[oldest].wait_ticket)) {
            oldest = (int)i;
        }
    }
    if (oldest >= 0) {
        scheduler_wake((unsigned)oldest);
    }
    return oldest;
}

bool scheduler_is_waited_for(const void *object)
{
    unsigned i;

    for (struct actor_walk walk = actor_walk(&scheduler.blocked); actor_walk_on(&walk, &i);) {
        if (actors[i].wait_object == object) {
            return true;
        }
    }
    return false;
}
