/*
 * The options of `ukeyfuzz run`, which the tool explains and the program obeys.
 */
#ifndef PROGRAM_RUN_OPTIONS_H
#define PROGRAM_RUN_OPTIONS_H 1

#include <stdbool.h>
#include <stdint.h>

#include "support/options.h"

#define RUN_STRATEGIES "all random pct pct-deep pos surw surw-object urw delay-bound"

enum { RUN_JOBS_MAX = 64 };

struct run_options {
    uint64_t runs;  /* Executions at most; 0: no limit. */
    double seconds; /* 0: not said. */
    uint64_t seed;
    const char *strategy; /* One of RUN_STRATEGIES. */
    uint32_t jobs;
    uint32_t points;                                       /* 0: by what the program needs. */
    const char *time;                                      /* "virtual" or "any". */
    uint32_t spurious;                                     /* Wake-ups of an execution. */
    const char *races;                                     /* "last", "first" or "never". */
    const char *lock_order, *held_at_end, *joins_detached; /* Rules: the same. */
    bool any_exit, no_minimize, quiet;
    const char *output; /* NULL: not said. */
};

/* What the rows below write to. */
extern struct run_options run_options;
extern const struct option_row run_option_rows[];

#endif /* run_options.h */
