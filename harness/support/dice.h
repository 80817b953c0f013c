/*
 * Pseudo-random choices that depend on a seed alone.
 */
#ifndef SUPPORT_DICE_H
#define SUPPORT_DICE_H 1

#include <stdbool.h>
#include <stdint.h>

#include "support/random.h"

struct dice {
    uint64_t state;
};

static inline uint64_t dice_next(struct dice *dice)
{
    return random_next(&dice->state);
}

/* A number below `n`, which must not be 0. */
static inline unsigned dice_below(struct dice *dice, unsigned n)
{
    return random_below(&dice->state, n);
}

/* True once in `n` times. */
static inline bool dice_one_in(struct dice *dice, unsigned n)
{
    return dice_below(dice, n) == 0;
}

#endif /* dice.h */
