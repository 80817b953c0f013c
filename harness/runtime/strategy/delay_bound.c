/*
 * `delay-bound`: delay-bounded scheduling. M. Emmi, S. Qadeer, Z. Rakamaric: Delay-Bounded
 * Scheduling, POPL 2011.
 *
 * There is one deterministic scheduler, here the default rule of runtime.h, and a bound on how
 * often its choice is passed over in favour of the next in its order. Few delays reach many bugs,
 * and with d delays there are only about k^d schedules of k points, whatever the number of actors.
 * We draw one of these: an execution meets a bug that needs the bound's delays at one set of points
 * with probability d!/k^d.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"
#include "support/random.h"

static void begin(struct strategy *strategy)
{
    struct strategy_delay_bound *bound = (struct strategy_delay_bound *)strategy;
    struct random state = {bound->seed};

    bound->next = 0;
    for (uint32_t i = 0; i < bound->delays; i++) {
        uint32_t point = 1 + random_below(&state, bound->length), at = i;

        for (; at > 0 && bound->points[at - 1] > point; at--) {
            bound->points[at] = bound->points[at - 1];
        }
        bound->points[at] = point;
    }
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_delay_bound *bound = (struct strategy_delay_bound *)strategy;
    struct strategy_choice choice = {view->default_next, STRATEGY_QUIET_FOREVER};

    for (; bound->next < bound->delays && bound->points[bound->next] <= view->sequence;
         bound->next++) {
        choice.next = actor_set_next(view->runnable, choice.next);
    }
    if (bound->next < bound->delays) {
        choice.quiet = bound->points[bound->next] - view->sequence - 1;
    }
    return choice;
}

void strategy_delay_bound_init(struct strategy_delay_bound *bound, uint64_t seed, uint32_t delays,
                               uint32_t length)
{
    bound->strategy.name = "delay-bound";
    bound->strategy.asked_at_wakes = false;
    bound->strategy.begin = begin;
    bound->strategy.choose = choose;
    bound->seed = seed;
    bound->delays = delays < DELAYS_MAX ? delays : DELAYS_MAX;
    bound->length = length ? length : 1;
}
