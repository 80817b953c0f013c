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
#ifndef MEASURE_SLOW_PATH_H
#define MEASURE_SLOW_PATH_H 1

#include "measure/histogram.h"

struct slow_path_flow;

struct slow_path {
    struct slow_path_flow *flows;
    size_t n_flows;
    struct histogram packets;       /* That missed, for each deletion under traffic. */
    struct histogram slow_path_ns;  /* From the first of them to the put. */
    struct histogram sweep_wait_ns; /* From a deletion to the sweep of its ukey, where it came to
                                     * that. */
};

/* For flows 0 to n_flows - 1. NULL without memory. */
struct slow_path *slow_path_create(size_t n_flows);
void slow_path_destroy(struct slow_path *);

/* The datapath has deleted the flow on behalf of the cache. */
void slow_path_deleted(struct slow_path *, size_t flow, uint64_t now_ns);

/* A packet of the flow has found no flow. */
void slow_path_missed(struct slow_path *, size_t flow, uint64_t now_ns);

/* The datapath has the flow again. */
void slow_path_put(struct slow_path *, size_t flow, uint64_t now_ns);

/* The sweep takes away the ukey of the flow that was deleted. Not called for one that a handler
 * replaces. */
void slow_path_swept(struct slow_path *, size_t flow, uint64_t now_ns);

#endif /* measure/slow_path.h */
