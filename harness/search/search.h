/*
 * Looking for a bug near the place where it was, when the sources have changed since. What is tried, and
 * in which order, depends on the scenario and the resolution alone.
 *
 * Of a list of preemptions each is left out, moved by a few points, put where its anchor may mean as
 * well, or repeated, in case that something waits or yields now that did not. After that, and of any other
 * strategy at once, the same operations are executed in other orders: a strategy that decides at each
 * point has no places to look up.
 */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H 1

#include <stdbool.h>
#include <stdint.h>

#include "isolation/candidates.h"
#include "search/resolve.h"

struct search {
    /* Whether an execution shows what is looked for. */
    bool (*shows)(void *aux, const struct candidate_result *);
    void *aux;
    /* Where it ends: so many executions, or so much time. */
    uint32_t max_executions;
    unsigned max_seconds;

    uint32_t n_executions; /* Made. */
    int error;             /* The errno with which no child could be started; 0: none. */
};

/* Looks near `*s` and stores what shows it there. False, with `*s` as it was, if nothing did. */
bool search_nearby(struct scenario *s, const struct resolution *, struct search *);

#endif /* search.h */
