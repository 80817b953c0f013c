/*
 * Atomic operations of any size, which compilers leave to libatomic's functions of these names. All actors are
 * on one OS thread, so what comes after the point cannot be interrupted.
 */
#include <stdbool.h>
#include <string.h>

#include "program/points/points.h"

void program_atomic_load(size_t size, const volatile void *object, void *to, int order)
{
    points_atomic(object, size, ACCESS_READ, order, CALLER);
    memcpy(to, (const void *)object, size);
}

void program_atomic_store(size_t size, volatile void *object, const void *from, int order)
{
    points_atomic(object, size, ACCESS_WRITE, order, CALLER);
    memcpy((void *)object, from, size);
}

void program_atomic_exchange(size_t size, volatile void *object, const void *from, void *to,
                             int order)
{
    points_atomic(object, size, ACCESS_UPDATE, order, CALLER);
    memmove(to, (const void *)object, size);
    memcpy((void *)object, from, size);
}

bool program_atomic_compare_exchange(size_t size, volatile void *object, void *expected,
                                     const void *desired, int order, int failure)
{
    points_atomic(object, size, ACCESS_UPDATE, order, CALLER);
    if (memcmp((const void *)object, expected, size) != 0) {
        memcpy(expected, (const void *)object, size);
        return false;
    }
    memcpy((void *)object, desired, size);
    return true;
}
