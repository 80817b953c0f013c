/*
 * The shrinker: makes a scenario as small as it can be while it still shows the same thing.
 *
 * What "shows" means is the caller's business: it answers a question about each candidate. The
 * shrinker removes operations, faults, preemptions, actors and flows, brings the configuration
 * towards that of the empty input, and lowers operands and preemption points, until none of this
 * is possible any more. The interleaving becomes a list of preemptions, whatever decided it before.
 *
 * What is tried is a table of passes (shrink.c, passes.h). A pass makes candidates by edits (edits.h), and the
 * engine asks about them (engine.h).
 *
 * Lists are reduced by delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002) and then element by element. Without an operation an execution
 * has other points, so the preemptions that mattered would fall on the wrong ones: they are carried
 * over to where each actor does what it did at the old point (carry.c), and when nothing
 * else helps, every place for one preemption is tried (search.c), and then changes by lot
 * (vary.c).
 *
 * The result depends on the scenario and the answers alone, and not on time.
 */
#ifndef SHRINK_SHRINK_H
#define SHRINK_SHRINK_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/strategy.h"
#include "scenario/scenario.h"

enum {
    SHRINK_MAX_EVENTS = 16384,
    /* How many changes by lot are tried for each operation and preemption that is left, one after
     * the other without success, before a scenario counts as minimal; fewer where executions are
     * long. */
    SHRINK_VARIATIONS = 20000,
};

/* What an actor did at a point; enum event_kind or the model's. */
struct shrink_event {
    uint8_t actor, kind;
    uint16_t point;
};

/* What an execution looked like. Without it a candidate's preemptions stay where they are. */
struct shrink_observation {
    bool recorded;        /* The rest says something. */
    size_t n_preemptions; /* PREEMPTIONS_MAX: perhaps not all of them. */
    struct preemption preemptions[PREEMPTIONS_MAX];
    size_t n_events; /* In order, without switches. */
    struct shrink_event events[SHRINK_MAX_EVENTS];
};

enum shrink_answer { SHRINK_NO, SHRINK_YES, SHRINK_STOP };

struct shrink_predicate {
    /* Does the scenario show it? SHRINK_STOP ends everything with the best so far. Fills in the
     * observation, which comes with `recorded` false, if it can. */
    enum shrink_answer (*ask)(void *aux, const struct scenario *, struct shrink_observation *);
    /* A smaller scenario has been found. May be NULL. */
    void (*better)(void *aux, const struct scenario *);
    void *aux;
    uint32_t max_questions;
};

enum shrink_end {
    SHRINK_MINIMAL,   /* Nothing more can be taken out. */
    SHRINK_STOPPED,   /* The caller wanted no more. */
    SHRINK_EXHAUSTED, /* `max_questions` are asked. */
    SHRINK_NOT_SHOWN, /* The scenario does not show it in the first place. */
};

/* Shrinks `*s` in place, and stores in `*n_questions` how many were asked. Not reentrant. */
enum shrink_end shrink(struct scenario *s, const struct shrink_predicate *, uint32_t *n_questions);

/* Looks for an operation or a preemption that can be taken out of `*s`, everything else as it is.
 * Returns whether there is none; else stores the smaller scenario in `*s`. */
bool shrink_is_minimal(struct scenario *s, const struct shrink_predicate *);

/* How large a scenario is, as people count it. */
struct scenario_size {
    unsigned operations;  /* All that somebody does. */
    unsigned faults;      /* Those among them that make the datapath misbehave. */
    unsigned preemptions; /* 0 unless the strategy is `replay`. */
    unsigned actors;      /* Main, handlers, revalidators, packet threads. */
    unsigned flows;
};
struct scenario_size scenario_size(const struct scenario *);

#endif /* shrink.h */
