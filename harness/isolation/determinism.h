/*
 * One input, one execution: the same scenario over and over, and whether the event log is the same
 * each time.
 */
#ifndef ISOLATION_DETERMINISM_H
#define ISOLATION_DETERMINISM_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isolation/worker.h"
#include "scenario/scenario.h"

struct determinism {
    bool same;             /* All event logs had the same hash. */
    size_t n;              /* Executions that ended or died, up to the first that was different. */
    uint64_t first, other; /* The hash of the first, and that of the different one. */
    struct worker_run run; /* The last that was executed. */
};

/* Executes `s` `n` times, one after the other in one child process; one that dies takes the process
 * along, so then the rest has a new one. Returns 0, or an errno: ENOMEM, ECHILD (a child ended
 * before its first execution) or that with which no child could be started. */
int determinism_check(const struct scenario *s, size_t n, struct determinism *);

#endif /* determinism.h */
