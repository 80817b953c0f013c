/*
 * Patterns: what a scenario can be about. A pattern knows the world that it needs, and the operations
 * that bring one sort of trouble to one flow. generate.c makes scenarios of one to three of them,
 * because most mistakes show only where two sorts of trouble meet.
 */
#ifndef GENERATION_PATTERN_H
#define GENERATION_PATTERN_H 1

#include "scenario/scenario.h"
#include "support/random.h"

enum {
    /* A storm adds no more operations than this to any one list. */
    PATTERN_MAX_OPERATIONS = 12,
    PATTERN_MAX_REACHES = 4,
};

struct pattern {
    const char *name;
    /* The least world in which it can happen; 0: any. */
    uint8_t n_handlers, n_revalidators, n_packet_threads, n_flows;
    /* Sets what else the world must be like; may be NULL. */
    void (*configure)(struct scenario *, struct random *);
    /* Appends the trouble for `flow` to the lists of `part`, whose world is that of the scenario
     * that it will be part of. The flow may be there, or not yet. */
    void (*storm)(struct scenario *part, unsigned flow, struct random *);
    /* Counters of the cache that it is there to move, up to the first NULL, ... */
    const char *reaches[PATTERN_MAX_REACHES];
    /* ... and events that must happen (enum model_event), up to the first 0. */
    uint8_t happens[PATTERN_MAX_REACHES];
};

/* The groups of patterns; each ends with one that has no name. */
extern const struct pattern patterns_of_traffic[]; /* What is installed, deleted and hit. */
extern const struct pattern patterns_of_faults[];  /* What the datapath does wrong. */
extern const struct pattern patterns_of_threads[]; /* What main asks of the cache's threads. */

/* All of them, numbered from 0; NULL beyond the last. */
const struct pattern *pattern_at(unsigned index);
unsigned pattern_count(void);

#endif /* pattern.h */
