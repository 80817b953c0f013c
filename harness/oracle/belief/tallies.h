/* How often the things have happened that the cache counts. */
#ifndef ORACLE_BELIEF_TALLIES_H
#define ORACLE_BELIEF_TALLIES_H 1

#include "oracle/context.h"

extern const struct belief belief_tallies;

enum tally {
    TALLY_VISIBLE,           /* Ukeys that became visible; */
    TALLY_VISIBLE_BY_UPCALL, /* and those of upcalls. */
    TALLY_REPLACED,
    TALLY_DUPLICATE,
    TALLY_CONTENDED,
    TALLY_CONFLICT,
    TALLY_LIMITED,
    TALLY_UNTRANSLATABLE,
    TALLY_PUT_FAILED,
    TALLY_DELETE_FAILED,
    TALLY_MODIFY_FAILED,
    TALLY_LOSS,
    TALLY_ROUND,
    TALLY_INCOMPLETE,
    TALLY_QUEUE_FULL,
    TALLIES
};

uint32_t tallies_of(enum tally);

#endif /* tallies.h */
