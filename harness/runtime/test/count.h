/*
 * What the tests of the search strategies have in common: how often one finds the bug of a small
 * program, whose probability is known.
 */
#ifndef RUNTIME_TEST_COUNT_H
#define RUNTIME_TEST_COUNT_H 1

#include "check.h"

/* How many executions meet the bug, with seeds from 1. Some of them are replayed. */
static inline unsigned count(program *body, struct strategy *strategy, uint64_t *seed,
                             unsigned n_executions)
{
    unsigned n = 0;

    for (*seed = 1; *seed <= n_executions; ++*seed) {
        struct runtime_outcome outcome = execute(body, strategy);

        n += outcome.violated;
        if (outcome.violated ? n <= 20 : *seed % 2500 == 0) {
            assert_replay(strategy->name, body, outcome, 1);
        }
    }
    return n;
}

static inline unsigned count_random(program *body, uint32_t mean_gap, unsigned n_executions)
{
    static struct strategy_random random;

    strategy_random_init(&random, 0, mean_gap);
    return count(body, &random.strategy, &random.seed, n_executions);
}

static inline bool is_near(unsigned n, double promised)
{
    return n > promised * 0.9 && n < promised * 1.1;
}

#endif /* count.h */
