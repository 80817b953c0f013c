/*
 * The sweep phase: ukeys whose flows are gone are removed and freed after a grace period, flows
 * that the dump did not show are looked after, and deletes that failed are sent again.
 *
 * Where this differs from upstream, and why:
 *  - "Not dumped" is not "gone": a dump can fail, end early, or skip a flow, and a busy ukey's
 *    record is skipped. So the datapath is asked for such a flow: if it is there, it is credited
 * and revalidated as if it had been dumped; if not, its ukey goes at once, and no longer stands in
 *    the way of a handler for four rounds. After a dump that is known to be incomplete, a flow is
 *    asked for only when it has been missing for MISSED_DUMPS_MAX rounds, since nearly all would
 * be.
 *  - A ukey that has been VISIBLE since before this round and whose flow never came (the packet
 *    thread found another flow in its place) is asked for in the same way.
 *  - The sweep waits for a ukey's lock, so that no flow escapes a revalidation because somebody was
 *    looking at its ukey. A thread that holds one never waits for a revalidator.
 */
#ifndef SWEEP_H
#define SWEEP_H 1

#include "round.h"
#include "flow.h"

enum { MISSED_DUMPS_MAX = 4 };

/* Sweeps the umaps `slice`, `slice` + `n_slices`, ... Ends in a quiescent state. Revalidators. */
void sweep_phase(struct udpif *, const struct round *, unsigned slice, unsigned n_slices);

/* Deletes every flow that the cache knows from the datapath and from the cache: all, or those of
 * `*pmd_id` if it is not NULL. Main, while no revalidator is at work. Ends in a quiescent state. */
void sweep_purge(struct udpif *, const uint32_t *pmd_id);

#endif /* sweep.h */
