/* What each actor has learnt of each slot that justifies a step of its ukey. */
#ifndef ORACLE_BELIEF_EVIDENCE_H
#define ORACLE_BELIEF_EVIDENCE_H 1

#include "oracle/context.h"

extern const struct belief belief_evidence;

/* Bits. */
enum evidence {
    EVIDENCE_PUT_DONE = 1 << 0,
    EVIDENCE_PUT_REFUSED = 1 << 1,
    EVIDENCE_MODIFY_REFUSED = 1 << 2,
    EVIDENCE_IS_THERE = 1 << 3, /* A get found it. */
    EVIDENCE_IS_GONE = 1 << 4,  /* A get did not. */
    EVIDENCE_WAS_DUMPED = 1 << 5,
    EVIDENCE_DELETE_DONE = 1 << 6, /* Or there was nothing to delete. */
};

/* Whether there is a step from one state to the other. */
bool evidence_edge_exists(enum cache_state from, enum cache_state to);
/* Whether the running actor knows what the step takes: nothing, or one of what justifies it. A step
 * uses up what justified it. */
bool evidence_suffices(unsigned slot, enum cache_state from, enum cache_state to);
/* The actor that made the slot's ukey EVICTING, or sent the last delete. */
unsigned evidence_evictor(unsigned slot);

#endif /* evidence.h */
