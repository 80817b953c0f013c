/*
 * The door through which src/ speaks to the harness. A cache whose memory is damaged hands over
 * identities, keys and numbers that stand for nothing. Behind the door they are indexes, so here
 * they become a violation that says what was handed over, by whom and where.
 *
 * `tag` and `what` begin that message: "OPS", "an operation".
 */
#ifndef CACHE_UDPIF_DOOR_H
#define CACHE_UDPIF_DOOR_H 1

#include "cache/udpif_memory.h"

/* A flow of a packet thread, or of none. */
struct door_flow {
    unsigned flow, pmd;
    bool other_key; /* Its key, if one has named it, was the other one. */
};
struct door_flow door_flow(const char *tag, const char *what, const struct ufid *, uint32_t pmd_id);

/* The same of a flow that its key names. */
struct door_flow door_key(const char *tag, const char *what, struct bytes key, uint32_t pmd_id);

/* The number that actions, or a mask, stand for; 0 if there are none. */
uint32_t door_actions(const char *tag, const char *what, struct bytes);
uint32_t door_mask(const char *tag, const char *what, struct bytes);

/* Counters, or what was counted. A violation if it is no whole number of the world's packets. */
struct cache_stats door_stats(const char *tag, const char *what, const struct flow_stats *);

/* A value of an enum with `n` values. */
unsigned door_enum(const char *tag, const char *what, unsigned value, unsigned n);

#endif /* udpif_door.h */
