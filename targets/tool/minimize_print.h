/*
 * What `ukeyfuzz minimize` looks for, and how it says what it has reached.
 */
#ifndef TOOL_MINIMIZE_PRINT_H
#define TOOL_MINIMIZE_PRINT_H 1

#include <stdbool.h>
#include <stdint.h>

#include "isolation/candidates.h"

struct minimize_options {
    bool json, quiet, check;
    const char *build, *out;
    uint32_t executions;
};

/* What the predicate needs. */
struct search {
    struct signature wanted;
    struct scenario_size size; /* Of the best so far. */
    uint32_t n_executions;
    bool progress, terminal, failed;
    bool fresh;       /* Each execution is in a process of its own. */
    bool hangs;       /* What is wanted. Then each success takes as long as a hang must. */
    bool is_sequence; /* Of fuzz_sequence. */
};

/* How far it is, on standard error. */
void minimize_print_progress(const struct search *);

/* A line with the size of a scenario: before, or after. */
void minimize_print_size(const char *what, const struct scenario_size *);

/* The result, as the options want it. */
void minimize_print_result(const char *file, const struct minimize_options *, const struct search *,
                           const struct scenario_size *before, enum shrink_end);

#endif /* minimize_print.h */
