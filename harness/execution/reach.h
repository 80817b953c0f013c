/*
 * What executions have reached: which kind of actor did what to a flow whose ukey was in which
 * state.
 *
 * An operation here is something the cache does to a flow, or is made to do by the world: a miss, a
 * step of a put, a credit, a transition. Which triples can be at all is written down beside the
 * operations: the edges of the STATE oracle, the states in which OPS lets an operation be sent, and
 * who does what (docs/specification.md#the-protocol). So what has not been reached can be named;
 * and a triple that was reached although it cannot be shows that the table is wrong.
 *
 * Listens to the event log of an execution, as runtime_options has it. No libc, no scheduling
 * point.
 */
#ifndef EXECUTION_REACH_H
#define EXECUTION_REACH_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/event.h"
#include "scenario/actors.h"

/* The states of a flow: that of the ukey that stands for it, from VISIBLE to EVICTED, or none. */
enum reach_state {
    REACH_NO_UKEY,
    REACH_VISIBLE,
    REACH_OPERATIONAL,
    REACH_INCONSISTENT,
    REACH_EVICTING,
    REACH_EVICTED,
    REACH_STATES
};
const char *reach_state_name(enum reach_state);

enum { REACH_MAX_OPERATIONS = 64 };
unsigned reach_n_operations(void);
const char *reach_operation_name(unsigned operation);

/* Whether an actor of this role can do this to a flow in this state. */
bool reach_is_possible(enum actor_role, enum reach_state, unsigned operation);

/* How often each has been seen, over as many executions as it is handed to. */
struct reach {
    uint64_t n[ROLES][REACH_STATES][REACH_MAX_OPERATIONS];
};

/* Forgets the flows of the execution before; what happens now is added to `reach`. */
void reach_begin(struct reach *);
void reach_on_event(void *aux, const struct event *);

#endif /* reach.h */
