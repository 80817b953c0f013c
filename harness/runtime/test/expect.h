/*
 * Conditions in tests: outside an execution, and inside one.
 */
#ifndef RUNTIME_TEST_EXPECT_H
#define RUNTIME_TEST_EXPECT_H 1

#include <stdio.h>
#include <stdlib.h>

#include "runtime/runtime.h"

/* In a test: fails it. */
#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

/* In a program under test, or in what a test executes: the execution is wrong. */
#define EXPECT(condition)                                                               \
    do {                                                                                \
        if (!(condition)) {                                                             \
            runtime_violation("EXPECT", "line %d: not true: %s", __LINE__, #condition); \
        }                                                                               \
    } while (0)

#endif /* expect.h */
