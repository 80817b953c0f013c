/* How much of a counter a ukey has credited: its base. */

#include "compare.h"

#include "belief.h"
#include "cache/udpif_adapter.h"
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/credit/losses.h"
#include "oracle/belief/ukeys.h"
#include "oracle/context.h"

static obs_time credited_at[MODEL_SLOTS];

void compare_credit_reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        credited_at[slot] = 0;
    }
}

static void compare(unsigned slot, const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    const struct model_instance *instance = model_instance(ledgers_credited(slot));
    uint32_t position = ledgers_of(instance->serial)->position;

    belief_equal(BELIEF_PACKETS, slot, position * packets_per_hit, ukey->base.n_packets);
    belief_equal(BELIEF_BYTES, slot, instance->bytes[position], ukey->base.n_bytes);
}

void compare_credit(const struct inside *inside, unsigned slot)
{
    const struct ukey *ukey = inside->ukeys[slot];

    credited_at[slot] = obs_now();
    if (ukey && ukey->serial == ukeys_in(slot)->serial) {
        compare(slot, ukey);
    }
}

/* Whether the base has moved with nothing credited, as the cache has said. */
static bool has_moved_on(unsigned slot)
{
    return losses_declared_at(slot, LOST_LAYER_CHANGED) > credited_at[slot] ||
           losses_declared_at(slot, LOST_UNTRANSLATABLE) > credited_at[slot];
}

void compare_credit_round_end(const struct inside *inside) NO_THREAD_SAFETY_ANALYSIS
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];

        if (ukey && ukey->serial == ukeys_in(slot)->serial && ledgers_credited(slot) &&
            ledgers_of(ledgers_credited(slot))->ukey == ukey->serial && ukey->layer_known &&
            !has_moved_on(slot)) {
            compare(slot, ukey);
        }
    }
}
