/*
 * A scheduling point at every load and store of the code under test, where it was compiled with
 * -fsanitize-coverage=func,trace-loads,trace-stores (clang 14 and later; without `func`, or
 * whatever libFuzzer asks for, clang 14 ignores the rest). The compiler calls these before each
 * access. A library of its own: link it only then.
 *
 * An actor's own stack is left out: hardly ever does anybody else look there, and who does has a
 * point of his own. That depends on no address, only on which object is accessed.
 */
#include "scheduler.h"

enum { LOAD, STORE };

static inline void memory_point(const void *address, unsigned operation)
{
    /* Not in the harness's own business, nor outside an execution. */
    if (scheduler.running && scheduler.self->harness_depth == 0 &&
        !fiber_owns(&scheduler.self->fiber, address)) {
        scheduler_point_at(operation == LOAD ? pending_read(PENDING_MEMORY, (uintptr_t)address)
                                             : pending_write(PENDING_MEMORY, (uintptr_t)address));
        scheduler_log(EVENT_MEMORY, 0, operation);
    }
}

#define DEFINE_POINTS(size)                               \
    void __sanitizer_cov_load##size(const void *address); \
    void __sanitizer_cov_load##size(const void *address)  \
    {                                                     \
        memory_point(address, LOAD);                      \
    }                                                     \
    void __sanitizer_cov_store##size(void *address);      \
    void __sanitizer_cov_store##size(void *address)       \
    {                                                     \
        memory_point(address, STORE);                     \
    }

DEFINE_POINTS(1)
DEFINE_POINTS(2)
DEFINE_POINTS(4)
DEFINE_POINTS(8)
DEFINE_POINTS(16)
