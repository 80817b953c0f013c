/*
 * Bounds of what the cache has done, for the counters that count something which cannot be seen, or
 * not always: how often it must have happened, and how often it may have.
 */
#ifndef ORACLE_BELIEF_OCCURRENCES_H
#define ORACLE_BELIEF_OCCURRENCES_H 1

#include "oracle/context.h"

extern const struct belief belief_occurrences;

enum occurrence {
    OCCURRENCE_ADOPTED,     /* A ukey was made for a flow that was found. */
    OCCURRENCE_UNADOPTABLE, /* ... only to delete that flow. */
    OCCURRENCE_MISSED,      /* A flow that the dump did not show was asked for. */
    OCCURRENCE_MISSING,     /* ... and it is gone, or nothing can be learned of it. */
    OCCURRENCE_RETRIED,     /* A round has sent a delete again. */
    OCCURRENCE_LAYER,       /* A flow was found in another layer. */
    OCCURRENCE_DECREASED,   /* A counter stepped back. */
    OCCURRENCE_GREW,        /* The flow limit was raised, ... */
    OCCURRENCE_REDUCED,     /* ... lowered by a quarter, ... */
    OCCURRENCE_SCALED,      /* ... divided. */
    OCCURRENCE_KILLED,      /* A flow was deleted because there were far too many. */
    OCCURRENCE_PENDING,     /* A record's ukey waited for the answer to its put. */
    OCCURRENCE_CONTENDED,   /* A record's ukey was locked, or another made one for it meanwhile. */
    OCCURRENCES
};
uint32_t occurrences_least(enum occurrence);
uint32_t occurrences_most(enum occurrence);

/* Records that dumps have shown; and those of them at most of which nothing may have come that is
 * counted. */
uint32_t occurrences_n_records(void);
uint32_t occurrences_n_skipped(void);

#endif /* occurrences.h */
