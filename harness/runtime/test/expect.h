/*
 * A condition inside of an execution. Outside, it is CHECK().
 */
#ifndef RUNTIME_TEST_EXPECT_H
#define RUNTIME_TEST_EXPECT_H 1

#include "runtime/runtime.h"
#include "test/check.h"

/* In a program under test, or in what a test executes: the execution is wrong. */
static inline void expect_failed(int line, const char *condition)
{
    struct violation v;

    violation_init(&v, "EXPECT");
    violation_add_trait(&v, "", condition);
    runtime_violation_of(&v, "line %d: not true: %s", line, condition);
}

#define EXPECT(condition)                        \
    do {                                         \
        if (!(condition)) {                      \
            expect_failed(__LINE__, #condition); \
        }                                        \
    } while (0)

#endif /* expect.h */
