/*
 * How many flows there can have seemed to be.
 *
 * How many flows there are is not one number: a ukey may stand for a flow that is not there yet or
 * no longer, a cache counts a ukey a little before or after it says so, and it may know of flows
 * without a ukey only from the datapath's count of some time ago. So the number is taken as high as
 * it can have looked. It is a sum, too: somebody may have read how many ukeys there were, and is
 * still to read how many flows without one.
 */
#ifndef ORACLE_BELIEF_FLOW_COUNT_H
#define ORACLE_BELIEF_FLOW_COUNT_H 1

#include "oracle/context.h"

extern const struct belief belief_flow_count;

/* As high as the number of flows can have looked to the running actor in this round. */
unsigned flow_count_most(void);
/* As many ukeys as the cache can have counted, and as many flows without one as it can believe
 * in. */
unsigned flow_count_most_counted(void);
unsigned flow_count_most_foreign(void);
/* How many flows that were adopted in this round a number noted too late can have added again. */
unsigned flow_count_most_recounted(void);
/* Whether the limit may have stood in the way of a handling that began with `packet`. */
bool flow_count_explains(uint64_t packet);

#endif /* flow_count.h */
