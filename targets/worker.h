/*
 * Executions in a child process, so that one that ends in a sanitizer's report or a crash is a
 * result like any other.
 */
#ifndef TARGETS_WORKER_H
#define TARGETS_WORKER_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/strategy.h"
#include "scenario/scenario.h"

struct worker_run {
    bool violated;
    bool died;          /* In a sanitizer's report, an assertion or a crash. */
    char invariant[16]; /* A tag of SPEC.md; "ASAN", "RACE", "ABORT" or "CRASH" if it died. */
    char message[1024];
    uint64_t hash; /* Of the event log, up to where it died. */
    uint32_t n_points, n_switches;
    size_t n_preemptions; /* Recorded. */
    struct preemption preemptions[PREEMPTIONS_MAX];
};

/* Executes `s` up to `n` times in one child process. Stores the last execution in `*last`, and in
 * `*n_hashes` and `hashes` the hash of each (the last one is that of the death, if it died; then
 * there may be fewer than n). If `log_fd` >= 0, the event log of the last execution is written to
 * it. If `quiet`, what it says on standard error (a sanitizer's report, say) is not shown. Returns
 * false, after an error, if no child could be started. */
bool worker_execute(const struct scenario *s, size_t n, uint64_t *hashes, size_t *n_hashes,
                    struct worker_run *last, int log_fd, bool quiet);

#endif /* worker.h */
