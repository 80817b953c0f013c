/*
 * The flow limit: how many flows the datapath may hold, so that a round over all of them stays
 * short, and how many there are.
 *
 * Upstream asks the datapath how many flows it holds, at most every 100 ms, and judges on that
 * number; handlers can overshoot the limit and revalidators can delete far more than needed before
 * it moves. Here the number is exact at all times: the state transitions of ukeys keep it. Flows
 * that have no ukey (yet) are estimated once a round, from what the datapath says.
 *
 * Any thread may call anything here; all members are atomic. Each is a number by itself: that a
 * read-modify-write is one step is all that is needed, and no other memory is published by it. So
 * relaxed accesses would do; C11's default is the one that needs no proof.
 */
#ifndef LIMIT_H
#define LIMIT_H 1

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "cache_line.h"
#include "coverage.h"
#include "datapath.h"
#include "observer.h"

struct flow_limit {
    uint32_t configured;         /* Immutable: the most that `limit` can become. */
    _Atomic uint32_t limit;      /* What the last rounds could cope with. */
    _Atomic uint64_t n_foreign;  /* Flows without a ukey, estimated. */
    CACHE_LINE_GAP(n_ukeys);     /* Each upcall reads what is above, and writes what is below. */
    _Atomic uint64_t n_ukeys;    /* VISIBLE to EVICTING: has a flow, or is about to. */
    _Atomic uint64_t n_evicting; /* Of these, EVICTING. */
};

void flow_limit_init(struct flow_limit *, uint32_t configured);

/* Keeps the counts in step with a ukey's state. Inserting one (CREATED to VISIBLE) is counted by
 * flow_limit_reserve() or flow_limit_adopt() instead. */
void flow_limit_note_transition(struct flow_limit *, enum ukey_state from, enum ukey_state to);

/* Whether one more flow may be installed right now. May ask the datapath, if it is flows of others
 * that stand in the way. */
bool flow_limit_admits(struct flow_limit *, const struct datapath *);

/* Counts one more flow, if the limit admits it. */
bool flow_limit_reserve(struct flow_limit *);

/* Counts a flow that was found in a dump, limit or no limit: it exists already. */
void flow_limit_adopt(struct flow_limit *);

/* Flows there are, not counting those that are being deleted. */
uint64_t flow_limit_n_flows(const struct flow_limit *);

/* How many flows there are without a ukey, from the datapath's total. */
void flow_limit_estimate_foreign(struct flow_limit *, const struct datapath *);

/* The control loop, at the end of a round that took `duration_ms`: a slow round lowers the limit,
 * a fast one that was close to it raises it. */
void flow_limit_adjust(struct flow_limit *, uint64_t duration_ms, struct coverage *);

#endif /* limit.h */
