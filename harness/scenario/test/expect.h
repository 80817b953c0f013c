/*
 * What the tests of this folder use.
 */
#ifndef SCENARIO_TEST_EXPECT_H
#define SCENARIO_TEST_EXPECT_H 1

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

#endif /* expect.h */
