/*
 * Where a debugger stops an execution: at each scheduling point or a chosen one, or at an event.
 *
 * The runtime asks its strategy only now and then, so between two decisions there is no place that
 * every point passes. The strategy `debugged` is asked at every point; it leaves the decision to
 * another, and on the way calls runtime_debugger_stop() where `runtime_debugger` wants that. A
 * debugger sets a breakpoint there and writes to `runtime_debugger`; gdb/runtime.py, which is
 * loaded into gdb, does so. The execution is the same as without.
 */
#ifndef RUNTIME_DEBUGGER_H
#define RUNTIME_DEBUGGER_H 1

#include "strategy.h"

#define RUNTIME_DEBUGGER_NO_EVENT UINT64_MAX

/* Where to stop next. */
struct runtime_debugger {
    bool every_point;
    uint32_t actor, point; /* When `actor` has reached this point of its own; 0: not asked for. */
    uint64_t event; /* When this event is logged; RUNTIME_DEBUGGER_NO_EVENT: not asked for. */
};
extern struct runtime_debugger runtime_debugger;

/* Does nothing. Called on the stack of the actor that has reached the point, before what it does
 * there, or that has just logged the event. */
void runtime_debugger_stop(void);

/* For runtime_options: stops at the event. Wants to be called for events of all kinds. */
void runtime_debugger_on_event(void *aux, const struct event *);

/* `debugged`: `inner` (not owned) decides. It is asked more often than it asked for, so it must be
 * one whose answers do not depend on that, which is `replay`. */
struct strategy_debugged {
    struct strategy strategy;
    struct strategy *inner;
};
void strategy_debugged_init(struct strategy_debugged *, struct strategy *inner);

#endif /* debugger.h */
