/*
 * What interpose.h's macros call beside the functions that are named after others.
 */
#include "pthread_api.h"
#include "rcu/reachable.h"
#include "scheduler.h"

static pending_operation pending_atomic(const volatile void *object, unsigned operation)
{
    if (!object) {
        return PENDING_NOTHING; /* A fence. */
    }
    return operation == 0 ? pending_read(PENDING_ATOMIC, (uintptr_t)object)
                          : pending_write(PENDING_ATOMIC, (uintptr_t)object);
}

void runtime_atomic_point(const volatile void *object, unsigned operation)
{
    scheduler_point_at(pending_atomic(object, operation));
    reachable_touched(object, operation != 0);
    scheduler_log(EVENT_ATOMIC, 0, operation);
}
