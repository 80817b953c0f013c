/*
 * When a flow was last used, as the cache knows at least.
 *
 * Of a flow whose counters were lost a cache has what it was shown before, with what it has
 * credited. Before anything was, it goes by when it made the ukey, or by the record that it adopted
 * the flow from. Nothing says when a ukey is made: for an upcall that is some time after the packet
 * was translated, for an adoption after the flow's references were asked for; and time may pass
 * until the ukey is VISIBLE.
 */
#ifndef ORACLE_BELIEF_LAST_USE_H
#define ORACLE_BELIEF_LAST_USE_H 1

#include "oracle/context.h"

extern const struct belief belief_last_use;

/* Virtual ms, of the flow of the slot's ukey. */
uint64_t last_use_ms(unsigned slot);
/* The least that a cache which deletes the slot's flow, a live one, can take for its last use;
 * virtual ms. */
uint64_t last_use_least_ms(unsigned slot);

#endif /* last_use.h */
