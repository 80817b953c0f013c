/*
 * From anchors to points: where the preemptions of a scenario fall in an execution by this
 * program's cache. Each is looked up in a recording of an execution that has those before it,
 * because each moves what follows.
 */
#ifndef SEARCH_RESOLVE_H
#define SEARCH_RESOLVE_H 1

#include "scenario/scenario.h"

enum resolved {
    RESOLVED_NOTHING, /* It has no anchor. */
    RESOLVED_THERE,   /* It takes place at the point that the file says, or the file says none. */
    RESOLVED_MOVED,   /* Another point is what the anchor says. */
    RESOLVED_GUESSED, /* Nothing here is as the anchor says, but something is nearly so. */
    RESOLVED_LOST,    /* Nothing here is like it. */
};

/* Other points that an anchor may mean, the likelier first. */
enum { RESOLVED_OTHERS = 12 };

struct resolution {
    unsigned n; /* Anchors that were looked up. */
    unsigned n_moved, n_guessed, n_lost;
    uint8_t how[SCENARIO_MAX_ANCHORS]; /* enum resolved, by preemption. */
    uint8_t n_others[SCENARIO_MAX_ANCHORS];
    uint16_t others[SCENARIO_MAX_ANCHORS][RESOLVED_OTHERS];
};

/* Gives the preemptions of `s` that have anchors the points that these mean here, in at most
 * `seconds`; after that the rest stay as they are. Returns 0, or the errno with which no child
 * could be started. */
int resolve_anchors(struct scenario *s, unsigned seconds, struct resolution *);

/* The same of the preemptions from `first` on: those before it are where they are to be. */
int resolve_anchors_from(struct scenario *s, unsigned first, unsigned seconds, struct resolution *);

/* Makes anchors for the preemptions of `s` that take place here, and puts them in the order of
 * execution; of another strategy's scenario nothing changes. The same returns. */
int resolve_make_anchors(struct scenario *s);

#endif /* resolve.h */
