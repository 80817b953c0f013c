/*
 * Those who wait: whom a waker finds, and in which order.
 */
#include "runtime/actor_set.h"
#include "runtime/scheduler.h"

void scheduler_wake(unsigned actor)
{
    uint32_t bit = actor_set_of(actor);

    scheduler.waiting[actors[actor].wait] &= ~bit;
    actors[actor].wait = WAIT_NOTHING;
    actors[actor].wait_number = 0;
    actors[actor].timed_out = false;
    scheduler.blocked &= ~bit;
    scheduler.timed &= ~bit;
    scheduler_add_ready(bit);
}

unsigned scheduler_wake_all(const void *object, enum wait_kind kind, enum wait_kind other)
{
    unsigned n = 0;

    for (uint32_t set = scheduler.waiting[kind] | scheduler.waiting[other]; set; set &= set - 1) {
        unsigned i = (unsigned)__builtin_ctz(set);

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

    for (uint32_t set = scheduler.waiting[kind]; set; set &= set - 1) {
        int i = __builtin_ctz(set);

        if (actors[i].wait_object == object &&
            (oldest < 0 || actors[i].wait_ticket < actors[oldest].wait_ticket)) {
            oldest = i;
        }
    }
    if (oldest >= 0) {
        scheduler_wake((unsigned)oldest);
    }
    return oldest;
}

bool scheduler_is_waited_for(const void *object)
{
    for (uint32_t set = scheduler.blocked; set; set &= set - 1) {
        unsigned i = (unsigned)__builtin_ctz(set);

        if (actors[i].wait_object == object) {
            return true;
        }
    }
    return false;
}
