#include "oracle/belief/obstruction.h"

#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

static uint8_t n_rounds[MODEL_SLOTS];

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        n_rounds[slot] = 0;
    }
}

static void note_round(unsigned slot, const struct round_facts *round)
{
    const struct slot_facts *facts = ukeys_in(slot);

    if (ukeys_put_was_pending(slot, round) || facts->visible_at >= round->before ||
        model_live_in(slot) || facts->emptied_at >= round->begun_at) {
        return;
    }
    if (round->quiet) {
        n_rounds[slot] = OBSTRUCTION_MAX_ROUNDS;
    } else if (n_rounds[slot] < OBSTRUCTION_MAX_ROUNDS) {
        n_rounds[slot]++;
    }
}

static void update(const struct observation *o)
{
    if (o->kind == OBS_ROUND_END) {
        struct slot_walk walk = slot_walk(ukeys_blocking_slots());
        unsigned slot;

        while (rounds_last()->calm && slot_walk_on(&walk, &slot)) {
            note_round(slot, rounds_last());
        }
    } else if (o->kind == OBS_INSTANCE_BEGIN || o->to == STATE_VISIBLE || o->to >= STATE_EVICTED) {
        n_rounds[o->slot] = 0;
    }
}

unsigned obstruction_rounds(unsigned slot)
{
    return n_rounds[slot];
}

const struct belief belief_obstruction = {
    .wants = OBS(ROUND_END) | OBS(TRANSITION) | OBS(INSTANCE_BEGIN),
    .reset = reset,
    .update = update,
};
