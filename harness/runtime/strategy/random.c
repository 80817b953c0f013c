/*
 * `random`: a random walk through the schedules, which P. Thomson, A. Donaldson and A. Betts
 * (Concurrency Testing Using Schedule Bounding: an Empirical Study, PPoPP 2014) found to be as good
 * as many a cleverer way.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"
#include "support/random.h"

static void begin(struct strategy *strategy)
{
    struct strategy_random *random = (struct strategy_random *)strategy;

    random->state.state = random->seed;
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_random *random = (struct strategy_random *)strategy;
    struct strategy_choice choice = {.next = view->default_next};
    bool can_go_on = actor_set_has(view->runnable, view->current);

    /* Where the rule gives way although the actor could go on, we were not awaited: toss again. */
    if (!can_go_on || view->default_next == view->current ||
        random_below(&random->state, random->mean_gap) == 0) {
        choice.next = actor_set_draw(view->runnable, &random->state);
    }
    choice.quiet = random_gap(&random->state, random->gap_rate);
    return choice;
}

void strategy_random_init(struct strategy_random *random, uint64_t seed, uint32_t mean_gap)
{
    random->strategy.name = "random";
    random->strategy.asked_at_wakes = false;
    random->strategy.begin = begin;
    random->strategy.choose = choose;
    random->seed = random->state.state = seed;
    random->mean_gap = mean_gap ? mean_gap : 1;
    random->gap_rate = random_gap_rate(random->mean_gap);
}
