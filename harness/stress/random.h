/*
 * Random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014). One generator per thread.
 */
#ifndef STRESS_RANDOM_H
#define STRESS_RANDOM_H 1

#include <stdbool.h>
#include <stdint.h>

#define RANDOM_STEP 0x9e3779b97f4a7c15ULL

struct random {
    uint64_t state;
};

/* Every bit of `x` reaches every bit of the result. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static inline uint64_t random_next(struct random *random)
{
    random->state += RANDOM_STEP;
    return random_mix(random->state);
}

/* 0 .. n - 1; n is at most 2^32. */
static inline uint32_t random_below(struct random *random, uint64_t n)
{
    return (uint32_t)(((random_next(random) >> 32) * n) >> 32);
}

static inline bool random_chance(struct random *random, uint32_t per_million)
{
    return per_million && random_below(random, 1000000) < per_million;
}

/* In [0, 1). */
static inline double random_unit(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

#endif /* random.h */
