/*
 * Looking for a bug near the place where it was: the preemptions of a scenario that showed it with
 * other sources are left out, moved by a few points, or put where their anchors may mean as well.
 * What is tried, and in which order, depends on the scenario and the resolution alone.
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

/* Looks near `*s`, whose strategy is `replay`, and stores what shows it there. False, with `*s` as
 * it was, if nothing did. */
bool search_nearby(struct scenario *s, const struct resolution *, struct search *);

#endif /* search.h */
