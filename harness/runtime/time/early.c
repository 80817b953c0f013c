/*
 * Waits that end before their time: deadlines that pass although somebody could run, as on a machine
 * that is slow, and conditions that nobody has signalled. The strategy chooses them like any actor.
 */
#include "runtime/actor_set.h"
#include "runtime/scheduler.h"

static uint32_t sleepers(void)
{
    return scheduler.time_any ? scheduler.timed : 0;
}

static uint32_t dozers(void)
{
    return scheduler.n_spurious ? scheduler.waiting[WAIT_COND] : 0;
}

uint32_t scheduler_impatient(void)
{
    return sleepers() | dozers();
}

bool scheduler_end_wait_early(unsigned actor)
{
    if (actor >= RUNTIME_MAX_ACTORS || !actor_set_has(scheduler_impatient(), actor)) {
        return false;
    }
    if (actor_set_has(sleepers(), actor)) {
        scheduler_advance_to(actors[actor].deadline);
    } else {
        scheduler.n_spurious--;
        scheduler_log(EVENT_COND_SPURIOUS, actor, actors[actor].wait_number);
        scheduler_wake(actor);
    }
    return true;
}
