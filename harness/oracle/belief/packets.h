/* What became of each packet that went up to the cache. */
#ifndef ORACLE_BELIEF_PACKETS_H
#define ORACLE_BELIEF_PACKETS_H 1

#include "oracle/context.h"

extern const struct belief belief_packets;

struct packet_facts {
    bool known; /* It was sent up. */
    bool miss;
    bool begun, credited, executed, ended;
    bool limited; /* Its end was that there are as many flows as may be. */
    /* What its last translation came to. */
    bool translated, failed, uncacheable;
    uint32_t actions, mask, execute; /* 0 if it failed. */
    unsigned slot;
    /* When its handling began; how many locks had been refused to the handling actor by then, and
     * for how many rounds a ukey without a flow had stood in its slot. */
    obs_time begun_at;
    uint32_t refusals;
    unsigned n_obstructed;
};

/* Upcalls that the cache has taken and is not done with. */
uint32_t packets_n_unhandled(void);

/* Never NULL, whatever the number; valid until the next execution. */
const struct packet_facts *packets_of(uint64_t packet);

#endif /* packets.h */
