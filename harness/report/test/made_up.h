/*
 * Made-up recordings for the tests, and the check.
 */
#ifndef REPORT_TEST_MADE_UP_H
#define REPORT_TEST_MADE_UP_H 1

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache/cache.h"
#include "model/events.h"
#include "model/model.h"
#include "report/timeline.h"
#include "runtime/test/expect.h"

enum { MAIN, CALL_RCU, REVALIDATOR, HANDLER };

static struct recording made_up;

static inline void made_up_begin(const char *invariant, const char *message)
{
    static const char *const names[] = {"main", "call_rcu", "revalidator-0", "handler-0"};

    memset(&made_up, 0, sizeof made_up);
    violation_init(&made_up.outcome.violation, invariant);
    made_up.outcome.violated = *invariant != '\0';
    snprintf(made_up.outcome.invariant, sizeof made_up.outcome.invariant, "%s", invariant);
    snprintf(made_up.outcome.message, sizeof made_up.outcome.message, "%s", message);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(made_up.names[i], sizeof made_up.names[i], "%s", names[i]);
    }
}

/* The violation is about this slot. */
static inline void made_up_about(uint64_t slot)
{
    violation_add(&made_up.outcome.violation, "slot", slot);
}

/* The violation is of this rule. */
static inline void made_up_rule(const char *rule)
{
    violation_init(&made_up.outcome.violation, rule);
}

/* A part of it: an actor does something to an object, holding another or held up by somebody. */
static inline void made_up_part(unsigned actor, bool waits, const char *kind, uint64_t number,
                                uint64_t holding)
{
    struct violation_part *part =
        violation_add_part(&made_up.outcome.violation, actor, made_up.names[actor], "does");

    part->waits = waits;
    violation_set_subject(&part->object, kind, number);
    violation_set_subject(&part->holding, holding ? "lock" : "", holding);
}

/* Returns the step's number. */
static inline size_t made_up_event(unsigned actor, unsigned kind, uint64_t object, uint64_t value0,
                                   uint64_t value1, uint64_t value2)
{
    made_up.events[made_up.n_events] = (struct event){.kind = (uint16_t)kind,
                                                      .actor = (uint16_t)actor,
                                                      .point = (uint32_t)made_up.n_events,
                                                      .object = object,
                                                      .value = {value0, value1, value2}};
    return made_up.n_events++;
}

/* Steps that say nothing. */
static inline void made_up_noise(unsigned actor, unsigned n)
{
    while (n-- > 0) {
        made_up_event(actor, EVENT_ATOMIC, 0, 0, 0, 0);
    }
}

#endif /* made_up.h */
