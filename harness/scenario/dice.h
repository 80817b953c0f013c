/*
 * Pseudo-random choices that depend on a seed alone (SplitMix64, Steele et al. 2014).
 */
#ifndef SCENARIO_DICE_H
#define SCENARIO_DICE_H 1

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t dice_next(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A number below `n`, which must not be 0. */
static inline unsigned dice_below(struct dice *dice, unsigned n)
{
    return (unsigned)(((dice_next(dice) >> 32) * n) >> 32);
}

/* True once in `n` times. */
static inline bool dice_one_in(struct dice *dice, unsigned n)
{
    return dice_below(dice, n) == 0;
}

#endif /* dice.h */
