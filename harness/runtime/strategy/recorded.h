/*
 * The preemptions of an execution, recorded as the strategy chooses them: with them alone it is replayed.
 */
#ifndef RUNTIME_RECORDED_H
#define RUNTIME_RECORDED_H 1

#include "runtime/scheduler.h"

extern struct recorded {
    struct preemption *list;
    size_t room;
    uint32_t n; /* Deviations from the default rule so far, kept or not. */
} recorded;

ALWAYS_INLINE void recorded_add(unsigned actor, unsigned target, uint32_t point)
{
    if (recorded.n < recorded.room) {
        struct preemption *p = &recorded.list[recorded.n];

        p->actor = (uint8_t)actor;
        p->target = (uint8_t)target;
        p->point = point;
    }
    recorded.n++;
}

#endif /* recorded.h */
