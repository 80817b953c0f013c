/* Which ukeys there are, and what state each is in. */

#include "compare.h"

#include "belief.h"
#include "oracle/belief/credit/readings.h"
#include "oracle/belief/obstruction.h"
#include "oracle/belief/operations.h"
#include "oracle/belief/ukeys.h"
#include "oracle/context.h"
#include "announced.h"

static void compare_state(unsigned slot, const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    enum cache_state from, now = (enum cache_state)ukey->state;

    if (!announced_is_open(slot, &from) || now != from) {
        belief_equal(BELIEF_STATE, slot, ukeys_in(slot)->state, now);
    }
}

/* The oracles do not hear that an answer is noted, but that what it was the answer to is over. */
static void compare_operations(unsigned slot, const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    belief_at_least(BELIEF_PUT_PENDING, slot, ukeys_put_is_pending(slot), ukey->put_pending);
    if (operations_is_deleting(slot)) {
        belief_equal(BELIEF_DELETING, slot, true, ukey->state == UKEY_EVICTING && ukey->owned);
    }
    if (readings_has_translation(slot)) {
        belief_equal(BELIEF_TRANSLATION, slot, true, ukey->handle != NULL);
    }
    /* Rounds in which something else went wrong are none that an oracle counts. */
    if (obstruction_rounds(slot)) {
        belief_at_most(BELIEF_MISSED, slot, obstruction_rounds(slot), ukey->missed_dumps);
    }
}

void compare_ukeys(const struct inside *inside)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];
        uint64_t serial = ukeys_in(slot)->serial;

        if (!announced_moves(slot) && (serial || ukey)) {
            belief_equal(BELIEF_STANDS, slot, serial, ukey ? ukey->serial : 0);
        }
        if (ukey && ukeys_find(ukey->serial)) {
            belief_equal(BELIEF_FREED, slot, ukeys_find(ukey->serial)->freed, false);
        }
        if (ukey && ukey->serial == serial) {
            compare_state(slot, ukey);
            compare_operations(slot, ukey);
        }
    }
    belief_at_most(BELIEF_MADE, WHOLE_CACHE, ukeys_highest(), inside->udpif->last_serial);
}
