/*
 * Which instances of a flow each actor has been shown in this round: what it makes a ukey of, or
 * finds one to agree with, is of those, whatever is in the datapath by then.
 */
#ifndef ORACLE_BELIEF_SHOWN_H
#define ORACLE_BELIEF_SHOWN_H 1

#include "oracle/context.h"

extern const struct belief belief_shown;

/* The oldest instance of the running actor's batch or, as a round does when it asks for what no
 * dump has shown, the first that it got since: a ukey's base may be of this one. (Mostly it is of
 * the first record; but the cache passes a record over whose ukey is busy, or whose get fails, and
 * a copy of an older one may come behind it.) 0: none. */
uint32_t shown_counter(unsigned slot);
/* That of the batch's oldest record, or the last that it got since: a ukey's actions may be of this
 * one. 0: none. */
uint32_t shown_actions(unsigned slot);

#endif /* shown.h */
