/*
 * The flow limit, how many flows there are by the cache's count, and how many it has deleted
 * because there were too many.
 *
 * A ukey is counted a little before or after the cache says that it is there; and how many flows
 * without a ukey there are, the cache knows from the datapath's answer and its own count at a
 * time that it does not tell. So the oracles have bounds.
 */

#include "compare.h"

#include "belief.h"
#include "oracle/belief/limit/deletions.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/rounds.h"
#include "oracle/context.h"
#include "announced.h"

static uint64_t n_killed_before; /* Up to the round. */

void compare_limit_reset(void)
{
    n_killed_before = 0;
}

static uint64_t n_killed(const struct inside *inside)
{
    return coverage_read(&inside->udpif->coverage, COVERAGE_upcall_flow_limit_kill) -
           n_killed_before;
}

void compare_limit_round_begin(const struct inside *inside)
{
    n_killed_before = 0;
    n_killed_before = n_killed(inside);
}

void compare_limit_adjusted(const struct inside *inside)
{
    belief_equal(BELIEF_LIMIT, WHOLE_CACHE, flow_limit_last(), inside->udpif->limit.limit);
}

/* The cache deletes flows for their number above twice the limit alone, of which the oracles know
 * nothing: so as many as the limit must be left over. But each of the other revalidators may have
 * found too many before one was deleted, and so delete one too many. */
void compare_limit_evicting(const struct inside *inside)
{
    unsigned n_revalidators = inside->udpif->n_revalidators;
    unsigned n_too_many = n_revalidators ? n_revalidators - 1 : 0;
    unsigned n_left = flow_limit_lowest() > n_too_many ? flow_limit_lowest() - n_too_many : 0;

    if (n_killed(inside)) {
        belief_at_least(BELIEF_KILLED_AT_MOST, WHOLE_CACHE, deletions_most_for_number(),
                        n_killed(inside) + n_left);
    }
}

void compare_limit(const struct inside *inside)
{
    const struct flow_limit *limit = &inside->udpif->limit;
    uint64_t n_flows = limit->n_ukeys - limit->n_evicting;

    belief_equal(BELIEF_LIMIT_MOST, WHOLE_CACHE, flow_limit_configured(), limit->configured);
    belief_at_least(BELIEF_COUNTED, WHOLE_CACHE, flow_count_most_counted(), limit->n_ukeys);
    belief_at_least(BELIEF_FOREIGN, WHOLE_CACHE, flow_count_most_foreign(), limit->n_foreign);
    belief_at_most(BELIEF_INSTALLED, WHOLE_CACHE, deletions_n_installed(), limit->n_ukeys);
    if (rounds_last()->open) {
        belief_at_most(BELIEF_FEWEST, WHOLE_CACHE, flow_limit_fewest(),
                       n_flows + announced_n_adopting());
        belief_at_most(BELIEF_KILLED, WHOLE_CACHE, deletions_n_for_number(), n_killed(inside));
        if (!context_in_upcall()) {
            belief_at_least(BELIEF_FLOW_COUNT, WHOLE_CACHE, flow_count_most(),
                            n_flows + limit->n_foreign);
        }
    }
    /* It changes between the leader's last word of a round and its next one. */
    if (flow_limit_last() && !rounds_last()->open) {
        compare_limit_adjusted(inside);
    }
}
