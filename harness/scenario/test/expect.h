/*
 * What the tests of scenarios use.
 */
#ifndef SCENARIO_TEST_EXPECT_H
#define SCENARIO_TEST_EXPECT_H 1

#include <stdint.h>

#include "test/check.h"

/* The hash of more bytes after those that `hash` is of, to compare what another compiler's program
 * makes of the same numbers. */
static inline uint64_t hash_more(uint64_t hash, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hash = hash * 31 + bytes[i];
    }
    return hash;
}

#endif /* expect.h */
