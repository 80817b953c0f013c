/*
 * Mutation of who decides: the portfolio of strategies, and their parameters. What a strategy must
 * know of an execution is estimated from the last one of the scenario, and written into it, so that
 * the scenario alone determines what it does.
 */
#include "generation/mutate_internal.h"

static uint8_t draw_gap(struct random *random)
{
    static const uint8_t gaps[] = {1, 3, 6, 12, 16, 24, 32, 48, 64, 100, 200};

    return gaps[random_below(random, sizeof gaps)];
}

/* Most bugs need one to three orderings. */
static uint8_t draw_depth(struct random *random)
{
    static const uint8_t depths[] = {1, 2, 2, 3, 3, 3, 4, 5, 8};

    return depths[random_below(random, sizeof depths)];
}

static uint8_t draw_interest(struct random *random)
{
    static const uint8_t interests[] = {
        0,
        0,
        1 << PENDING_LOCK,
        1 << PENDING_CLIENT,
        1 << PENDING_LOCK | 1 << PENDING_CLIENT,
        1 << PENDING_TABLE | 1 << PENDING_LOCK,
        1 << PENDING_RCU | 1 << PENDING_TABLE,
        1 << PENDING_CLIENT | 1 << PENDING_RCU,
    };

    return interests[random_below(random, sizeof interests)];
}

static void estimate_length(struct scenario *s, const struct profile *profile)
{
    uint32_t length = 0;

    for (unsigned i = 0; profile && i < RUNTIME_MAX_ACTORS; i++) {
        length += profile->points[i];
    }
    s->length = (uint16_t)(length > UINT16_MAX ? UINT16_MAX : length);
}

static void estimate_interesting(struct scenario *s, const struct profile *profile)
{
    uint16_t estimates[RUNTIME_MAX_ACTORS];
    unsigned n = 0;

    for (unsigned i = 0; profile && i < RUNTIME_MAX_ACTORS; i++) {
        estimates[i] = s->interest ? 0 : profile->points[i];
        for (unsigned class = 0; s->interest && class < PENDING_CLASSES; class ++) {
            if (s->interest >> class & 1) {
                estimates[i] = (uint16_t)(estimates[i] + profile->operations[class][i]);
            }
        }
        n = estimates[i] ? i + 1 : n;
    }
    scenario_set_estimates(s, estimates, n);
}

void scenario_choose_strategy(struct scenario *s, enum scenario_strategy strategy,
                              const struct profile *profile, struct random *random)
{
    s->strategy = strategy;
    s->seed = (uint32_t)random_next(random);
    switch (strategy) {
    case STRATEGY_RANDOM:
        s->mean_gap = draw_gap(random);
        break;
    case STRATEGY_PCT:
    case STRATEGY_DELAY_BOUND:
        s->depth = draw_depth(random);
        estimate_length(s, profile);
        break;
    case STRATEGY_SURW:
        s->interest = draw_interest(random);
        estimate_interesting(s, profile);
        break;
    default:
        break;
    }
}

void mutate_strategy(struct scenario *s, const struct profile *profile, struct random *random)
{
    static const uint8_t portfolio[] = {
        STRATEGY_RANDOM, STRATEGY_RANDOM, STRATEGY_RANDOM, STRATEGY_RANDOM,
        STRATEGY_RANDOM, STRATEGY_RANDOM, STRATEGY_PCT,    STRATEGY_PCT,
        STRATEGY_PCT,    STRATEGY_POS,    STRATEGY_SURW,   STRATEGY_DELAY_BOUND,
    };

    scenario_choose_strategy(
        s, (enum scenario_strategy)portfolio[random_below(random, sizeof portfolio)], profile,
        random);
}
