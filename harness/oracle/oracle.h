/*
 * The oracles: the invariants of docs/specification.md, one file each, checked at every step of an
 * execution.
 *
 * They watch and never drive. oracle_watch() puts them between a cache and everyone else: between
 * the cache and its world (every operation, credit, transition, ...) and between the cache and its
 * users (every call). What really happened in the world they hear from the model. When an invariant
 * does not hold they end the execution with runtime_violation(), whose tag is the invariant's.
 *
 * An execution, on main:
 *
 *      model_begin(&model_settings);
 *      cache = oracle_watch(&udpif_under_test);
 *      cache->create(&settings, &model_world);
 *      ... actors, traffic, faults, main's calls, all through `cache` and model.h ...
 *      model_heal();
 *      ... at least ORACLE_QUIET_ROUNDS rounds with no traffic and no change, threads idle ...
 *      oracle_check_quiescent();
 *      ... one more miss per flow and packet thread, handled to its end ...
 *      oracle_check_installed(flow, pmd);
 *      cache->destroy();
 *      oracle_end();
 */
#ifndef ORACLE_H
#define ORACLE_H 1

#include <stdbool.h>
#include <stdint.h>

#include "cache/cache.h"
#include "model/model.h"

/* Rounds without a fault, a refused trylock or a change of rules, and whose dump was complete,
 * after which the cache and the datapath must agree. One takes away what a faulty round has left
 * (an evicted ukey whose flow lives, say), the next adopts what is left in the datapath. */
enum { ORACLE_QUIET_ROUNDS = 2 };

/* [main, in an execution, after model_begin()] Resets all oracles and returns `cache` with the
 * oracles around it. Use nothing but what is returned. */
const struct cache_under_test *oracle_watch(const struct cache_under_test *cache);

/* [main] With every handler idle, no packet on its way and no round running: BIJ, VALID, ONCE
 * (every hit of a live flow is credited), STALL (what was to be installed was put), CNT. Whatever
 * the past few rounds do not allow to judge is not judged; returns whether BIJ was. Calls
 * for_each() and counters(), which are the cache's own code. */
bool oracle_check_quiescent(void);

/* [main] After a miss of (flow, pmd) has been handled to its end with everyone else idle and no
 * fault armed: the flow must be in the datapath, unless its rules or the flow limit forbid it. */
void oracle_check_installed(unsigned flow, unsigned pmd);

/* [main] After destroy(): LEAK, and what is left of ONCE. */
void oracle_end(void);

/* Whether STATE knows a step from one state to the other. */
bool oracle_edge_exists(enum cache_state from, enum cache_state to);

/* What the oracles let pass, and would not without this reason: X(NAME, word, what is let pass). Each has
 * an end, in the file that makes it; an execution counts how often it was made. */
#define ORACLE_EXCUSES(X)                                                                  \
    X(REPEATED, "repeated-delete", "a deletion: an earlier one of this ukey failed")       \
    X(NO_FLOW, "no-flow", "a deletion: there is no flow")                                  \
    X(BY_MAIN, "by-main", "a deletion: main takes flows away")                             \
    X(FAULT, "fault", "a deletion: a fault has met the flow")                              \
    X(RULES_DUE, "rules-due", "a deletion: a change of rules is due")                      \
    X(UNADOPTABLE, "unadoptable", "a deletion: it is somebody else's flow")                \
    X(IDLE, "idle", "a deletion: the flow may seem unused for too long")                   \
    X(TOO_SLOW, "too-slow", "a deletion: the flow may carry too little")                   \
    X(OTHER_ACTIONS, "other-actions", "a deletion: the flow's actions are not its rules'") \
    X(NUMBER, "number", "a deletion: there may be too many flows")                         \
    X(CONTENDED, "contended", "a miss on the slow path: a lock was refused")               \
    X(CONFLICT, "conflict", "a miss on the slow path: a ukey may have had its other key")  \
    X(LIMITED, "limited", "a miss on the slow path: the flow limit may be reached")        \
    X(DECLARED, "declared", "lost hits: a loss was declared")                              \
    X(VISIBLE, "visible", "a flow that outlives a purge: its ukey was VISIBLE")            \
    X(TROUBLED, "troubled-round", "idle flows: something went wrong in the round")         \
    X(UNTIMED, "untimed-round", "when a round begins: main's calls or time have intervened")

enum oracle_excuse {
#define ORACLE_EXCUSE_ENUM(NAME, WORD, WHAT) EXCUSE_##NAME,
    ORACLE_EXCUSES(ORACLE_EXCUSE_ENUM)
#undef ORACLE_EXCUSE_ENUM
        ORACLE_N_EXCUSES
};
const char *oracle_excuse_word(enum oracle_excuse);
const char *oracle_excuse_what(enum oracle_excuse);

/* What an execution has reached, so that one that reached nothing can be told. */
struct oracle_reached {
    uint32_t verdicts[VERDICTS];
    uint32_t transitions[STATES][STATES];
    uint32_t losses[LOSSES];
    uint32_t rounds, quiet_rounds;
    uint32_t pushes, packets_credited;
    uint32_t pushes_to_ended; /* Pushes for an instance that was gone already. */
    uint32_t carried;         /* Pushes from the base of an earlier counter of the same ukey. */
    uint32_t excuses[ORACLE_N_EXCUSES];
};
const struct oracle_reached *oracle_reached(void);

#endif /* oracle.h */
