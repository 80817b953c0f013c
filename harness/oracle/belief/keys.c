#include "oracle/belief/keys.h"

#include "oracle/belief/ukeys.h"

/* What the ukey of a slot may have, bit by bit. */
enum { FIRST = 1, OTHER = 2, EITHER = FIRST | OTHER };

static uint8_t may_have[MODEL_SLOTS]; /* 0: there is none. */
static uint64_t serials[MODEL_SLOTS]; /* Of the ukey of which that is so. */
static obs_time last_at[MODEL_SLOTS][2];
static uint8_t had[MODEL_SLOTS]; /* Keys of flows that the datapath has had there. */

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        may_have[slot] = 0;
        serials[slot] = 0;
        had[slot] = 0;
        last_at[slot][0] = last_at[slot][1] = 0;
    }
}

static void note_transition(const struct observation *o)
{
    if (o->to == STATE_VISIBLE) {
        /* Who adopts a flow has its key from a dump. */
        may_have[o->slot] = context_in_upcall() ? EITHER : FIRST | had[o->slot];
        serials[o->slot] = o->ukey;
    } else if (o->to == STATE_DELETED && o->ukey == serials[o->slot]) {
        for (unsigned key = 0; key < 2; key++) {
            if (may_have[o->slot] >> key & 1) {
                last_at[o->slot][key] = obs_now();
            }
        }
        may_have[o->slot] = 0;
    }
}

/* The actor has made a ukey for this packet. It may have gone since, and another stand there. */
static void note_made(const struct observation *o)
{
    const struct slot_facts *facts = ukeys_in(o->slot);

    if (facts->serial && facts->serial == serials[o->slot] && facts->maker == actor_self()) {
        may_have[o->slot] = model_packet_has_other_key(o->packet) ? OTHER : FIRST;
    }
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_TRANSITION) {
        note_transition(o);
    } else if (o->kind == OBS_INSTANCE_BEGIN) {
        had[o->slot] |= o->instance->other_key ? OTHER : FIRST;
    } else if (o->verdict == VERDICT_INSTALLED || o->verdict == VERDICT_REPLACED) {
        note_made(o);
    }
}

bool keys_may_have_left(unsigned slot, bool other_key, obs_time since)
{
    return last_at[slot][other_key] >= since;
}

bool keys_may_have_stood(unsigned slot, bool other_key, obs_time since)
{
    return may_have[slot] >> other_key & 1 || keys_may_have_left(slot, other_key, since);
}

const struct belief belief_keys = {
    .wants = OBS(TRANSITION) | OBS(INSTANCE_BEGIN) | OBS(UPCALL_END),
    .reset = reset,
    .update = update,
};
