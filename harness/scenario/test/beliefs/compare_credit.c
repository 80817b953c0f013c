/* How much of a counter a ukey has credited: its base. */

#include "compare.h"

#include "belief.h"
#include "oracle/beliefs.h"
#include "oracle/internal.h"

static moment credited_at[MODEL_SLOTS];

void compare_credit_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        credited_at[slot] = 0;
    }
}

static void compare(unsigned slot, const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    const struct model_instance *instance = model_instance(once_credited(slot));
    uint32_t position = once_ledger(instance->serial)->position;

    belief_equal(BELIEF_PACKETS, slot, position, ukey->base.n_packets);
    belief_equal(BELIEF_BYTES, slot, instance->bytes[position], ukey->base.n_bytes);
}

void compare_credit(const struct inside *inside, unsigned slot)
{
    const struct ukey *ukey = inside->ukeys[slot];

    credited_at[slot] = oracle_now();
    if (ukey && ukey->serial == slot_watch(slot)->serial) {
        compare(slot, ukey);
    }
}

/* Whether the base has moved with nothing credited, as the cache has said. */
static bool has_moved_on(unsigned slot)
{
    return loss_declared_at(slot, LOST_LAYER_CHANGED) > credited_at[slot] ||
           loss_declared_at(slot, LOST_UNTRANSLATABLE) > credited_at[slot];
}

void compare_credit_round_end(const struct inside *inside) NO_THREAD_SAFETY_ANALYSIS
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];

        if (ukey && ukey->serial == slot_watch(slot)->serial && once_credited(slot) &&
            once_ledger(once_credited(slot))->ukey == ukey->serial && ukey->layer_known &&
            !has_moved_on(slot)) {
            compare(slot, ukey);
        }
    }
}
