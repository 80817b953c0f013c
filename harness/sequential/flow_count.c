/* How many flows the cache must count, and how many it may. */

#include "cache.h"

static bool counts(const struct sequential_slot *slot, bool with_evicting)
{
    return slot->known && slot->state >= STATE_VISIBLE &&
           (slot->state < STATE_EVICTING || (with_evicting && slot->state == STATE_EVICTING));
}

unsigned sequential_n_flows(bool with_evicting)
{
    unsigned n = 0;

    for (unsigned i = 0; i < model_n_slots; i++) {
        n += counts(&sequential.slots[i], with_evicting);
    }
    return n;
}

static unsigned n_in_datapath(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < model_n_slots; i++) {
        n += sequential.slots[i].live;
    }
    return n;
}

/* What the datapath's total says of flows without a ukey: too few, if a ukey has no flow. */
static unsigned estimate(void)
{
    unsigned n = n_in_datapath(), n_ukeys = sequential_n_flows(true);

    return n > n_ukeys ? n - n_ukeys : 0;
}

void sequential_note_foreign(bool estimated)
{
    unsigned n = 0;

    for (unsigned i = 0; i < model_n_slots; i++) {
        n += sequential.slots[i].live && !counts(&sequential.slots[i], true);
    }
    if (estimated || n > sequential.foreign_bound) {
        sequential.foreign_bound = n;
    }
}

void sequential_estimate_foreign(void)
{
    sequential.foreign_least = estimate();
}

void sequential_note_adoption(void)
{
    sequential.foreign_least -= sequential.foreign_least > 0;
}

enum sequential_room sequential_room(void)
{
    unsigned n = sequential_n_flows(true), n_there = n_in_datapath();
    bool full = (n > n_there ? n : n_there) >= sequential.limit;
    bool must_know = n + sequential.foreign_least >= sequential.limit;

    /* It may have looked. */
    if (estimate() < sequential.foreign_least) {
        sequential.foreign_least = estimate();
    }
    return !full ? SEQUENTIAL_ROOM : must_know ? SEQUENTIAL_FULL : SEQUENTIAL_PERHAPS_FULL;
}
