/*
 * A scheduling point at every load and store of the code under test, where it was compiled with
 * -fsanitize-coverage=func,trace-loads,trace-stores (clang 14 and later; without `func`, or
 * whatever libFuzzer asks for, clang 14 ignores the rest). The compiler calls these before each
 * access. A library of its own: link it only then.
 */
#include "scheduler.h"

enum { LOAD, STORE };

static inline void memory_point(unsigned operation)
{
    /* Not in the harness's own business, nor outside an execution. */
    if (scheduler.running && scheduler.self->harness_depth == 0) {
        scheduler_point();
        scheduler_log(EVENT_MEMORY, 0, operation);
    }
}

#define DEFINE_POINTS(size)                               \
    void __sanitizer_cov_load##size(const void *address); \
    void __sanitizer_cov_load##size(const void *address)  \
    {                                                     \
        memory_point(LOAD);                               \
    }                                                     \
    void __sanitizer_cov_store##size(void *address);      \
    void __sanitizer_cov_store##size(void *address)       \
    {                                                     \
        memory_point(STORE);                              \
    }

DEFINE_POINTS(1)
DEFINE_POINTS(2)
DEFINE_POINTS(4)
DEFINE_POINTS(8)
DEFINE_POINTS(16)
