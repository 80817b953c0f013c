/*
 * How many flows have come in a round, to those that the cache knew of when it began.
 *
 * LIM allows as many deletions as there seemed to be too many flows, as have come, and as were
 * counted once more. What the cache has now, with what it has begun to delete since it asked the
 * datapath for its number, is what it knew of then and those: whatever else it may be that made its
 * number grow, LIM must have counted it. A ukey that goes without a flow is no deletion: if it has
 * hidden a flow of somebody else's from the number, the next answer shows that instead.
 */

#include "compare.h"

#include "belief.h"
#include "oracle/belief/limit/deletions.h"
#include "oracle/belief/limit/flow_count.h"
#include "oracle/belief/rounds.h"
#include "oracle/context.h"
#include "announced.h"

static struct {
    bool known;
    uint64_t n_ukeys; /* When the dump was opened, without those that were being deleted. */
    uint64_t n_gone;  /* Since then, with their flow. */
    uint64_t n_made;  /* Since then, by upcalls: they ask for room. */
} this_round;

static uint64_t n_ukeys(const struct inside *inside)
{
    return inside->udpif->limit.n_ukeys - inside->udpif->limit.n_evicting;
}

void compare_come_reset(void)
{
    this_round.known = false;
}

void compare_come_round_begin(void)
{
    this_round.known = false;
}

void compare_come_dump(const struct inside *inside)
{
    this_round.known = true;
    this_round.n_ukeys = n_ukeys(inside);
    this_round.n_gone = this_round.n_made = 0;
}

void compare_come_transition(unsigned slot, enum cache_state to)
{
    this_round.n_gone += to == STATE_EVICTING && model_live_in(slot);
    this_round.n_made += to == STATE_VISIBLE && context_in_upcall();
}

void compare_come(const struct inside *inside)
{
    uint64_t n_before = this_round.n_ukeys + flow_count_most_foreign() + this_round.n_made;
    uint64_t n_now = n_ukeys(inside) + inside->udpif->limit.n_foreign + this_round.n_gone;
    /* Those that have been told of, and are still counted, or counted twice. */
    uint64_t n_open = announced_n_leaving() + announced_n_adopting() + context_n_in_upcalls();

    if (rounds_last()->open && this_round.known && n_now > n_before + n_open) {
        belief_at_least(BELIEF_COME, WHOLE_CACHE, deletions_n_come() + flow_count_most_recounted(),
                        n_now - n_before - n_open);
    }
}
