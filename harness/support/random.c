/*
 * Geometric gaps by inversion. With u uniform in (0, 1], the gap is the largest g for which
 * u <= q^g, where q = 1 - 1/mean: the logarithm of u divided by that of q, rounded down. Logarithms
 * are binary ones in fixed point, so that no build rounds them differently.
 */
#include "random.h"

#include <stdbool.h>

enum { FRACTION_BITS = 32, INDEX_BITS = 7, TABLE_SIZE = (1 << INDEX_BITS) + 1 };

/* log2(1 + i / 2^INDEX_BITS), filled when it is first used. */
static uint64_t table[TABLE_SIZE];

/* log2(x), x not 0, bit by bit: squaring a number doubles its logarithm. */
static uint64_t log2_exact(uint64_t x)
{
    unsigned zeros = (unsigned)__builtin_clzll(x);
    uint64_t result = 63 - zeros;
    uint64_t mantissa = x << zeros; /* In [1, 2), with 63 bits behind the point. */

    for (unsigned i = 0; i < FRACTION_BITS; i++) {
        unsigned __int128 square = (unsigned __int128)mantissa * mantissa;
        bool two_or_more = (uint64_t)(square >> 127);

        mantissa = (uint64_t)(square >> (two_or_more ? 64 : 63));
        result = result << 1 | two_or_more;
    }
    return result;
}

static void fill_table(void)
{
    for (unsigned i = 0; i < TABLE_SIZE; i++) {
        table[i] = log2_exact((1U << INDEX_BITS) + i) - ((uint64_t)INDEX_BITS << FRACTION_BITS);
    }
}

/* The same, by interpolation between two entries of the table. */
static uint64_t log2_quick(uint64_t x)
{
    unsigned zeros = (unsigned)__builtin_clzll(x);
    uint64_t fraction = x << zeros << 1; /* What follows the leading one. */
    unsigned index = (unsigned)(fraction >> (64 - INDEX_BITS));
    uint64_t rest = fraction << INDEX_BITS >> 40;
    uint64_t low = table[index], high = table[index + 1];

    return ((uint64_t)(63 - zeros) << FRACTION_BITS) + low + ((high - low) * rest >> 24);
}

uint64_t random_gap_rate(uint32_t mean)
{
    if (!table[1]) {
        fill_table();
    }
    if (mean == 1) {
        return UINT64_MAX;
    }
    return log2_exact(mean) - log2_exact(mean - 1);
}

uint32_t random_gap(struct random *random, uint64_t rate)
{
    uint64_t u = random_next(random);

    if (rate == UINT64_MAX) {
        return 0;
    }
    return (uint32_t)(((UINT64_C(64) << FRACTION_BITS) - log2_quick(u ? u : 1)) / rate);
}
