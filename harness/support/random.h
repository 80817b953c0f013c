/*
 * Pseudo-random numbers that depend on a seed alone, the same on every build and machine: integers
 * only, SplitMix64 (Steele, Lea, Flood 2014). The state is a number; any is good to begin with.
 */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H 1

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Uniform in [0, n). */
static inline uint32_t random_below(uint64_t *state, uint32_t n)
{
    return (uint32_t)((random_next(state) >> 32) * n >> 32);
}

/* One of the bits that are set in `set`, which is not empty: its number. */
static inline unsigned random_member(uint64_t *state, uint32_t set)
{
    uint32_t k = random_below(state, (uint32_t)__builtin_popcount(set));

    while (k-- > 0) {
        set &= set - 1;
    }
    return (unsigned)__builtin_ctz(set);
}

/* How often a coin that shows heads once in `mean` times shows tails before it first shows heads (a
 * geometric distribution), in the same time whatever comes. The rate belongs to a mean, which must
 * not be 0. */
uint64_t random_gap_rate(uint32_t mean);
uint32_t random_gap(uint64_t *state, uint64_t rate);

#endif /* random.h */
