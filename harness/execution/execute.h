/*
 * Running a scenario: a world, a cache in it, actors that do what the scenario says, and at the end
 * a quiet time in which everything that must come right has come right.
 *
 * - Before: the model's world, the cache created, packet actors, threads started.
 * - Actors: each its list of operations, with the oracles at each step.
 * - Settle: packet actors joined, faults healed, revalidators resumed, threads running; rounds
 *   until cache and datapath can be compared; one more miss per flow.
 * - After: stop, destroy, nothing left.
 *
 * Nothing but the scenario and the cache under test influences an execution.
 */
#ifndef EXECUTION_EXECUTE_H
#define EXECUTION_EXECUTE_H 1

#include "cache/cache.h"
#include "execution/profile.h"
#include "model/model.h"
#include "oracle/oracle.h"
#include "runtime/runtime.h"
#include "scenario/scenario.h"

enum { SCENARIO_MAX_COUNTERS = 64 };

struct scenario_result {
    struct runtime_outcome outcome;
    enum scenario_strategy strategy; /* That decided. */
    bool settled;                    /* BIJ could be judged at the end. */
    /* The cache's counters before it was destroyed; none if the execution ended early. */
    size_t n_counters;
    struct cache_counter counters[SCENARIO_MAX_COUNTERS];
    struct oracle_reached reached;
    uint32_t n_faults; /* That fired. */
};

struct scenario_options {
    const struct cache_under_test *cache; /* NULL: that of src/. */
    struct profile *profile;              /* Filled in if not NULL. */
    bool feedback;                        /* Count interleaving features; see feedback.h. */
    bool debugged; /* Stop where runtime/debugger.h says; the strategy must be `replay`. Not
                      together with a profile or feedback. */
    /* Told of every event, as runtime_options has it, if there is neither feedback nor a profile.
     */
    void (*on_event)(void *aux, const struct event *);
    void *aux;
    bool follow_objects; /* As runtime_options has it. */
};

/* Runs `s`. Not reentrant. */
void scenario_execute(const struct scenario *, const struct scenario_options *,
                      struct scenario_result *);

/* A counter by its name; 0 if there is none. */
uint64_t scenario_counter(const struct scenario_result *, const char *name);

#endif /* execute.h */
