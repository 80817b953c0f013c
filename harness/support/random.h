/*
 * Pseudo-random numbers that depend on a seed alone, the same on every build and machine: integers
 * only (but for random_unit(), which is exact), SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014). Any state is good to begin with.
 */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H 1

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

#define RANDOM_STEP UINT64_C(0x9e3779b97f4a7c15)

/* Every bit of `x` reaches every bit of the result. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static inline uint64_t random_next(struct random *random)
{
    random->state += RANDOM_STEP;
    return random_mix(random->state);
}

/* Uniform in [0, n). `n` is from 1 to 2^32. */
static inline uint32_t random_below(struct random *random, uint64_t n)
{
    return (uint32_t)((random_next(random) >> 32) * n >> 32);
}

/* True once in `n` times. */
static inline bool random_one_in(struct random *random, unsigned n)
{
    return random_below(random, n) == 0;
}

/* True `per_million` times in a million. Draws nothing if that is 0. */
static inline bool random_chance(struct random *random, uint32_t per_million)
{
    return per_million && random_below(random, 1000000) < per_million;
}

/* Uniform in [0, 1). */
static inline double random_unit(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* One of the bits that are set in `set`, which is not empty: its number. Which one cannot be
 * foreseen, so no branch depends on it while there are few. */
static inline unsigned random_member(struct random *random, uint64_t set)
{
    uint32_t k = random_below(random, (uint32_t)__builtin_popcountll(set));

    for (; __builtin_expect(k > 3, 0); k--) {
        set &= set - 1;
    }
    for (unsigned i = 0; i < 3; i++) {
        set &= set - (i < k);
    }
    return (unsigned)__builtin_ctzll(set);
}

/* How often a coin that shows heads once in `mean` times shows tails before it first shows heads (a
 * geometric distribution), in the same time whatever comes. The rate belongs to a mean, which must
 * not be 0. */
uint64_t random_gap_rate(uint32_t mean);
uint32_t random_gap(struct random *, uint64_t rate);

#endif /* random.h */
