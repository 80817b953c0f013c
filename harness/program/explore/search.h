/*
 * Looks for a schedule under which the program fails.
 */
#ifndef PROGRAM_SEARCH_H
#define PROGRAM_SEARCH_H 1

#include "program/explore/portfolio.h"
#include "program/explore/subject.h"

enum { SEARCH_JOBS_MAX = 64 }; /* As run_options.h has it. */

/* Points of an execution before it is known how many the program needs. */
enum { SEARCH_FIRST_BUDGET = 20000000 };

struct search_options {
    uint64_t seed;
    uint64_t runs;                   /* Executions at most; 0: no limit. */
    double seconds;                  /* By the clock; 0: no limit. */
    unsigned strategy;               /* enum portfolio_member. */
    unsigned jobs;                   /* Children at a time, 1 to SEARCH_JOBS_MAX. */
    uint32_t budget;                 /* Points of an execution; 0: by what the program needs. */
    enum race_mode races;            /* RACES_NOTED: one is a failure if nothing worse turns up. */
    bool time_any;                   /* As in struct runtime_options, */
    uint32_t spurious_wakes;         /* and this. */
    uint32_t rules_first, rules_off; /* Rules that are broken: at once a failure, or none at all. */
    bool any_exit;                   /* An exit code other than 0 is no failure. */
    bool quiet;                      /* No progress. */
    const char *signature;           /* Of the failure that is wanted; NULL: any. */
};

enum search_end { SEARCH_FOUND, SEARCH_OVER, SEARCH_INTERRUPTED, SEARCH_IMPOSSIBLE };

struct search_outcome {
    uint64_t n_executions, n_points;
    double seconds;
    double
        stood_still; /* So many of these, at the end, no execution had ended; 0: fewer than one. */
    uint64_t found_after; /* The number of the execution that failed, from 1 on. */
    const char *strategy; /* Whose it was. */
    struct subject_settings settings;
    struct subject_result *result; /* In memory that children share. */
};

/* Executes until one fails or a limit is reached. Ctrl-C ends it early. */
enum search_end search(const struct search_options *, struct search_outcome *);

/* Whether somebody wants us to end, as Ctrl-C does; for all that takes long. Called once at the
 * beginning, it also sees to it that we get to know. */
const volatile bool *search_interruption(void);

#endif /* search.h */
