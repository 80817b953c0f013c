/*
 * Running a scenario without interleaving: one actor does everything, one thing at a time, and
 * after each step the cache is compared with the sequential model.
 *
 * The scenario is that of the interleaving target (scenario/scenario.h). Who comes next, main, a
 * packet thread, a handler or the revalidators, is decided by the bytes of its strategy `bytes`,
 * and by its seed where there are none (left). Calls that need threads become what they mean
 * without them: to start threads is to let upcalls in, to stop them is to keep upcalls out, to
 * change their number is to delete all flows and begin again.
 */
#ifndef SEQUENTIAL_RUN_H
#define SEQUENTIAL_RUN_H 1

#include <stdio.h>

#include "cache/cache.h"
#include "runtime/runtime.h"
#include "scenario/scenario.h"

enum sequence_actor {
    SEQUENCE_MAIN,         /* `operation`. */
    SEQUENCE_PACKET,       /* Packet thread `number` does `operation`. */
    SEQUENCE_HANDLER,      /* Handler `number` handles a batch. */
    SEQUENCE_REVALIDATORS, /* One round. */
    SEQUENCE_ACTORS
};

struct sequence_step {
    enum sequence_actor actor;
    unsigned number;
    struct operation operation;
};

enum { SEQUENCE_MAX_STEPS = 2048 };

struct sequence_result {
    struct runtime_outcome outcome;
    unsigned n_steps; /* Begun; the last one is where a mismatch was seen. */
    bool completed;   /* Everything was done and checked. */
    /* Over the whole run. */
    unsigned verdicts[VERDICTS];
    unsigned n_ops[CACHE_EXECUTE + 1];
    unsigned losses[LOSSES];
    uint32_t n_faults;
    struct sequence_step steps[SEQUENCE_MAX_STEPS]; /* Last: only the first n_steps are written. */
};

/* Runs `s` on `cache`. Not reentrant. */
void sequence_run(const struct scenario *s, const struct cache_under_test *cache,
                  struct sequence_result *);

/* The configuration, the steps done, one a line, and what happened in the last one. To be called
 * before the next run. */
void sequence_print(FILE *, const struct scenario *, const struct sequence_result *);

/* Parts of that: a step, which has a number, in a line that begins with `before`; and what happened in the last
 * one, to be called in the process that ran it. */
void sequence_print_step(FILE *, const char *before, unsigned number, const struct sequence_step *);
void sequence_print_last_step(FILE *);

#endif /* run.h */
