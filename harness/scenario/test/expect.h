/*
 * What the tests of this folder use.
 */
#ifndef SCENARIO_TEST_EXPECT_H
#define SCENARIO_TEST_EXPECT_H 1

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the test with what was expected and where. */
#define EXPECT(CONDITION, ...)                                                          \
    do {                                                                                \
        if (!(CONDITION)) {                                                             \
            fprintf(stderr, "%s:%d: not true: %s\n  ", __FILE__, __LINE__, #CONDITION); \
            fprintf(stderr, __VA_ARGS__);                                               \
            putc('\n', stderr);                                                         \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

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
