/*
 * Executions in a child process, so that one that ends in a sanitizer's report or a crash is a
 * result like any other.
 *
 * As everything in this folder, it is for a process with one thread, and not reentrant. What
 * sanitizer_options.c says must be linked into the program, or a sanitizer's report is taken for
 * some crash.
 */
#ifndef ISOLATION_WORKER_H
#define ISOLATION_WORKER_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "execution/missed.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/watchdog/watchdog.h"
#include "scenario/scenario.h"

struct worker_run {
    bool violated;
    bool died;          /* In a sanitizer's report, an assertion, a crash or a hang. */
    char invariant[16]; /* A tag of docs/specification.md, "ASAN" if it died of that, and so on. */
    char message[1024];
    struct violation violation; /* Of a death, as death_name() has it. */
    uint64_t hash;              /* Of the event log, up to where it died. */
    uint32_t n_points, n_switches;
    size_t n_preemptions; /* Recorded. */
    struct preemption preemptions[PREEMPTIONS_MAX];
    struct missed missed;     /* The preemptions of the scenario that are not among them. */
    struct runtime_hang hang; /* If it died of one; else its kind is HANG_NONE. */
};

/* Executes `s` up to `n` times in one child process, and waits for it. Stores the last execution in
 * `*last`, and in `*n_hashes` and `hashes`, which has room for n, the hash of each (the last one is
 * that of the death, if it died; then there may be fewer than n). If `log_fd` >= 0, the event log
 * of the last execution is written to it as text; the model's events have names there if
 * model_events_name() was called before. If `quiet`, what it says on standard error (a sanitizer's
 * report, say) is not shown. Returns 0, or the errno with which no child could be started. If
 * SIGINT or SIGTERM ends the child, it ends the caller as well. */
int worker_execute(const struct scenario *s, size_t n, uint64_t *hashes, size_t *n_hashes,
                   struct worker_run *last, int log_fd, bool quiet);

/* The same for what executes a scenario in another way than by its interleaving. */
typedef void worker_execution(const struct scenario *, struct runtime_outcome *);
int worker_execute_by(worker_execution *, const struct scenario *s, size_t n, uint64_t *hashes,
                      size_t *n_hashes, struct worker_run *last, int log_fd, bool quiet);

/* Makes `*recorded` what `s` is with the interleaving that an execution of it recorded, so that a
 * list of preemptions decides what something else had decided before. Returns false, with
 * `*recorded` undefined, if there are more of them, or later ones, than a scenario can hold. */
bool worker_recorded(const struct scenario *s, const struct worker_run *,
                     struct scenario *recorded);

#endif /* worker.h */
