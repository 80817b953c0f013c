/*
 * When flows were last used. A ukey goes by what it has credited last, or by when it was made; a
 * decision to delete goes by what was shown at that obs_time as well.
 */

#include "compare.h"

#include "belief.h"
#include "oracle/belief/limit/last_use.h"
#include "oracle/belief/limit/usage.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"
#include "oracle/context.h"

/* What each actor was shown of a slot's flow, and may act on. */
static struct {
    bool once, again; /* Of two that it was shown nobody knows which it takes. */
    struct cache_stats stats;
} shown[RUNTIME_MAX_ACTORS][MODEL_SLOTS];
static bool has_batch[RUNTIME_MAX_ACTORS]; /* It has records that it may still use. */

static void forget(unsigned actor)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        shown[actor][slot].once = shown[actor][slot].again = false;
    }
}

void compare_use_reset(void)
{
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        forget(actor);
        has_batch[actor] = false;
    }
}

void compare_use_batch(bool begins)
{
    forget(actor_self());
    has_batch[actor_self()] = begins;
}

/* Of what it was told by gets before, it has made what it will. */
void compare_use_asking(void)
{
    if (!has_batch[actor_self()]) {
        forget(actor_self());
    }
}

void compare_use_shown(unsigned slot, const struct cache_stats *stats)
{
    shown[actor_self()][slot].again = shown[actor_self()][slot].once;
    shown[actor_self()][slot].once = true;
    shown[actor_self()][slot].stats = *stats;
}

/* What can be known of a use is for the decision whether to delete the flow: once that is
 * decided, the answer to the delete may say of a flow that it was last hit before its ukey was
 * made.
 */
static void compare_known(unsigned slot, const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    if (ukey->state < UKEY_EVICTING) {
        belief_at_most(BELIEF_USED_AT_LEAST, slot, last_use_ms(slot), inside_used_ms(ukey));
    }
    belief_at_least(BELIEF_USED_AT_MOST, slot, usage_last_ms(slot), inside_used_ms(ukey));
}

static void compare_fresh(unsigned slot, const struct udpif *udpif,
                          const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    if (model_live_in(slot) && usage_is_fresh_offloaded(slot) && ukey->state < UKEY_EVICTING) {
        belief_equal(BELIEF_FRESH, slot, true,
                     ukey->base.offloaded && model_now_ms() - ukey->base.used_ms <
                                                 udpif->config.offloaded_stats_delay_ms);
    }
}

void compare_use(const struct inside *inside)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct ukey *ukey = inside->ukeys[slot];

        if (ukey && ukey->serial == ukeys_in(slot)->serial) {
            compare_known(slot, ukey);
            compare_fresh(slot, inside->udpif, ukey);
        }
    }
}

void compare_use_evicting(const struct inside *inside, unsigned slot)
{
    const struct ukey *ukey = inside->ukeys[slot];

    if (rounds_last()->open && shown[actor_self()][slot].once && !shown[actor_self()][slot].again &&
        ukey && ukey->serial == ukeys_in(slot)->serial && model_live_in(slot)) {
        belief_at_most(BELIEF_USED_SHOWN, slot, last_use_least_ms(slot),
                       inside_used_by_ms(ukey, &shown[actor_self()][slot].stats, model_now_ms()));
    }
}
