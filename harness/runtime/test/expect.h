/*
 * A condition inside of an execution. Outside, it is CHECK().
 */
#ifndef RUNTIME_TEST_EXPECT_H
#define RUNTIME_TEST_EXPECT_H 1

#include "runtime/runtime.h"
#include "test/check.h"

/* In a program under test, or in what a test executes: the execution is wrong. */
#define EXPECT(condition)                                                               \
    do {                                                                                \
        if (!(condition)) {                                                             \
            runtime_violation("EXPECT", "line %d: not true: %s", __LINE__, #condition); \
        }                                                                               \
    } while (0)

#endif /* expect.h */
