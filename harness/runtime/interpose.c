/*
 * What interpose.h's macros call beside the functions that are named after others.
 */
#include "pthread_api.h"
#include "scheduler.h"

void runtime_atomic_point(unsigned operation)
{
    scheduler_point();
    scheduler_log(EVENT_ATOMIC, 0, operation);
}
