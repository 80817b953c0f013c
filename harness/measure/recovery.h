/*
 * How long a flow is on the slow path after its deletion, and for how many packets.
 *
 * A revalidator deletes a flow in the dump phase of a round, and its ukey stays until the sweep. A
 * packet of the flow that arrives in between misses, and is handled in userspace; so is every
 * packet after it until a handler has put the flow again. A cache that may replace such a ukey puts
 * it at once, one that may not refuses every miss until the sweep has passed (upstream 67f08985d).
 *
 *        deleted      missed  missed        swept      missed      put
 *          |            |       |             |           |         |
 *          |<-------------- sweep wait ------>|                     |
 *                       |<--------------- slow path: 3 packets ---->|
 *
 * A deletion is *under traffic* if a packet of the flow misses before its ukey is gone. Only those
 * are recorded: after any other the flow had to wait for its next packet, whatever the cache does.
 *
 * Threads. deleted(), missed() and put() of one flow are called under whatever orders these in the
 * datapath, so one at a time; of different flows at once. swept() comes at any time, from
 * the thread that removes the ukey. Nothing allocates, blocks or waits. Times are in ns, of one clock,
 * which is not 0.
 */
#ifndef MEASURE_RECOVERY_H
#define MEASURE_RECOVERY_H 1

#include "measure/histogram.h"

struct recovery_flow;

struct recovery {
    struct recovery_flow *flows;
    size_t n_flows;
    struct histogram packets;       /* That missed, for each deletion under traffic. */
    struct histogram slow_path_ns;  /* From the first of them to the put. */
    struct histogram sweep_wait_ns; /* From a deletion to the sweep of its ukey, where it came to
                                     * that. */
};

/* For flows 0 to n_flows - 1. NULL without memory. */
struct recovery *recovery_create(size_t n_flows);
void recovery_destroy(struct recovery *);

/* The datapath has deleted the flow on behalf of the cache. */
void recovery_deleted(struct recovery *, size_t flow, uint64_t now_ns);

/* A packet of the flow has found no flow. */
void recovery_missed(struct recovery *, size_t flow, uint64_t now_ns);

/* The datapath has the flow again. */
void recovery_put(struct recovery *, size_t flow, uint64_t now_ns);

/* The sweep takes away the ukey of the flow that was deleted. Not called for one that a handler
 * replaces. */
void recovery_swept(struct recovery *, size_t flow, uint64_t now_ns);

#endif /* measure/recovery.h */
