/*
 * How `ukeyfuzz reach` says what was reached.
 */
#ifndef TOOL_REACH_PRINT_H
#define TOOL_REACH_PRINT_H 1

#include <stddef.h>

#include "execution/execute.h"
#include "execution/reach.h"

enum { REACH_MAX_VIOLATIONS = 64 }; /* That are told; all are counted. */

struct reach_violation {
    char file[4096];
    char invariant[16], message[1024];
};

struct reach_report {
    const struct reach *reach;
    uint64_t n_executed, n_points;
    const uint64_t *excuses; /* How often the oracles made each, ORACLE_N_EXCUSES. */
    const struct reach_violation *violations;
    size_t n_violations;
};

/* How many triples were reached although they are not possible. */
size_t reach_n_impossible(const struct reach *);

/* A table for each kind of actor: operations down, states across. A cell is empty where nothing is
 * possible, and "no" where nothing was reached. */
void reach_print_text(const struct reach_report *);
void reach_print_json(const struct reach_report *);

#endif /* reach_print.h */
