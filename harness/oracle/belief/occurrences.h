/*
 * Bounds of what the cache has done, for the counters that count something which cannot be seen, or
 * not always: how often it must have happened, and how often it may have.
 */
#ifndef ORACLE_BELIEF_DEEDS_H
#define ORACLE_BELIEF_DEEDS_H 1

#include "oracle/context.h"

extern const struct belief belief_deeds;

enum deed {
    DEED_ADOPTED,     /* A ukey was made for a flow that was found. */
    DEED_UNADOPTABLE, /* ... only to delete that flow. */
    DEED_MISSED,      /* A flow that the dump did not show was asked for. */
    DEED_MISSING,     /* ... and it is gone, or nothing can be learned of it. */
    DEED_RETRIED,     /* A round has sent a delete again. */
    DEED_LAYER,       /* A flow was found in another layer. */
    DEED_DECREASED,   /* A counter stepped back. */
    DEED_GREW,        /* The flow limit was raised, ... */
    DEED_REDUCED,     /* ... lowered by a quarter, ... */
    DEED_SCALED,      /* ... divided. */
    DEED_KILLED,      /* A flow was deleted because there were far too many. */
    DEED_PENDING,     /* A record's ukey waited for the answer to its put. */
    DEED_CONTENDED,   /* A record's ukey was locked, or another made one for it meanwhile. */
    DEEDS
};
uint32_t deeds_least(enum deed);
uint32_t deeds_most(enum deed);

/* Records that dumps have shown; and those of them at most of which nothing may have come that is
 * counted. */
uint32_t deeds_n_records(void);
uint32_t deeds_n_skipped(void);

#endif /* deeds.h */
