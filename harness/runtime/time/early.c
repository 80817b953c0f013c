/*
 * Waits that end before their time: deadlines that pass although somebody could run, as on a machine
 * that is slow, and conditions that nobody has signalled. The strategy chooses them like any actor.
 */
#include "runtime/actor_set.h"
#include "runtime/scheduler.h"

static struct actor_set sleepers(void)
{
    return scheduler.time_any ? scheduler.timed : (struct actor_set){{0}};
}

static struct actor_set dozers(void)
{
    return scheduler.n_spurious ? scheduler.waiting[WAIT_COND] : (struct actor_set){{0}};
}

struct actor_set scheduler_impatient(void)
{
    struct actor_set impatient = sleepers(), others = dozers();

    actor_set_unite(&impatient, &impatient, &others);
    return impatient;
}

bool scheduler_end_wait_early(unsigned actor)
{
    struct actor_set asleep = sleepers(), dozing = dozers();

    if (actor >= RUNTIME_MAX_ACTORS ||
        !(actor_set_has(&asleep, actor) || actor_set_has(&dozing, actor))) {
        return false;
    }
    if (actor_set_has(&asleep, actor)) {
        scheduler_advance_to(actors[actor].deadline);
    } else {
        scheduler.n_spurious--;
        scheduler_log(EVENT_COND_SPURIOUS, actor, actors[actor].wait_number);
        scheduler_wake(actor);
    }
    return true;
}
