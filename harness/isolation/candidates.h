/*
 * What became of many scenarios, one after the other, quickly: a child process executes them for as
 * long as it lives, and is replaced when a scenario ends it or has left too much behind.
 *
 * The child ignores what asks programs to end, so that Ctrl-C is the caller's to act upon. SIGPIPE is
 * ignored in this process from the first execution on.
 */
#ifndef ISOLATION_CANDIDATES_H
#define ISOLATION_CANDIDATES_H 1

#include "isolation/worker.h"
#include "scenario/signature.h"
#include "shrink/shrink.h"

struct candidate_result {
    bool violated, died;
    bool hangs;         /* Died of the watchdog. */
    char invariant[16]; /* As in struct worker_run. */
    char message[1024];
    struct violation violation;
    /* Empty if nothing was violated. That of the first death in this process may lack the
     * functions' names: the second time the sanitizer knows them. */
    struct signature signature;
};

/* Executes `s`, and waits for it; one that hangs dies (runtime/watchdog/watchdog.h). Fills in `*seen` if it
 * is not NULL. Returns 0, or the errno with which no child could be started. */
int candidates_execute(const struct scenario *s, struct candidate_result *,
                       struct shrink_observation *seen);

/* From now on scenarios are executed so; NULL, and at first: by their interleaving. */
void candidates_execute_by(worker_execution *);

/* Ends the child, if there is one. The next execution is in a new one. */
void candidates_end(void);

/* Ends the execution that is waited for, a hang perhaps, at once: candidates_execute() returns, and what
 * it gives means nothing. For a signal's handler. */
void candidates_abandon(void);

#endif /* candidates.h */
