/*
 * What became of many scenarios, one after the other, quickly: a child process executes them for as
 * long as it lives, and is replaced when a scenario ends it or has left too much behind.
 */
#ifndef TARGETS_CANDIDATES_H
#define TARGETS_CANDIDATES_H 1

#include "scenario/shrink.h"
#include "scenario/signature.h"

struct candidate_result {
    bool violated, died;
    char invariant[16]; /* As in struct worker_run. */
    char message[1024];
    struct signature signature; /* Empty if nothing was violated. */
};

/* Executes `s`. Fills in `*seen` if it is not NULL. Returns false, after an error, if that is not
 * possible. */
bool candidates_execute(const struct scenario *s, struct candidate_result *,
                        struct shrink_observation *seen);

/* Ends the child, if there is one. The next execution is in a new one. */
void candidates_end(void);

#endif /* candidates.h */
