/*
 * `random`: a random walk through the schedules.
 */
#include "strategy.h"

enum { QUIET_MAX = 65536 };

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(struct strategy_random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Uniform in [0, n). */
static uint32_t below(struct strategy_random *random, uint32_t n)
{
    return (uint32_t)((next_random(random) >> 32) * n >> 32);
}

/* The number of points that pass before a coin of probability 1/mean_gap shows heads. */
static uint32_t draw_gap(struct strategy_random *random)
{
    uint32_t gap = 0;

    if (random->mean_gap > 1) {
        while (gap < QUIET_MAX && below(random, random->mean_gap) != 0) {
            gap++;
        }
    }
    return gap;
}

static unsigned draw_actor(struct strategy_random *random, uint32_t runnable)
{
    uint32_t k = below(random, (uint32_t)__builtin_popcount(runnable));

    while (k-- > 0) {
        runnable &= runnable - 1;
    }
    return (unsigned)__builtin_ctz(runnable);
}

static void begin(struct strategy *strategy)
{
    struct strategy_random *random = (struct strategy_random *)strategy;

    random->state = random->seed;
    (void)next_random(random);
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_random *random = (struct strategy_random *)strategy;
    struct strategy_choice choice = {.next = view->default_next};
    bool can_go_on = view->runnable >> view->current & 1;

    /* Where the rule gives way although the actor could go on, we were not awaited: toss again. */
    if (!can_go_on || view->default_next == view->current || below(random, random->mean_gap) == 0) {
        choice.next = draw_actor(random, view->runnable);
    }
    choice.quiet = draw_gap(random);
    return choice;
}

void strategy_random_init(struct strategy_random *random, uint64_t seed, uint32_t mean_gap)
{
    random->strategy.name = "random";
    random->strategy.begin = begin;
    random->strategy.choose = choose;
    random->seed = random->state = seed;
    random->mean_gap = mean_gap ? mean_gap : 1;
}
