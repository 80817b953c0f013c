#include "oracle/belief/limit/usage.h"

#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

/* For so long an offloaded counter may lag behind. */
enum { OFFLOADED_STATS_DELAY_MS = 2000 };

static uint64_t used_ms[MODEL_SLOTS];
static uint64_t round_begun_ms;
static struct usage_at_begin at_begin[MODEL_SLOTS];
/* What the last quiet round has credited: an instance, and when it had been hit. */
static struct usage_at_begin credited[MODEL_SLOTS];

static void reset(void)
{
    round_begun_ms = 0;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        used_ms[slot] = 0;
        at_begin[slot] = credited[slot] = (struct usage_at_begin){.instance = 0};
    }
}

static void begin_round(void)
{
    round_begun_ms = model_now_ms();
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        const struct model_instance *live = model_live_in(slot);

        at_begin[slot].instance = live ? live->serial : 0;
        at_begin[slot].flow = live ? live->flow_serial : 0;
        at_begin[slot].used_ms = live ? live->used_ms : 0;
    }
}

/* A quiet round credits every flow that is there throughout it. */
static void end_round(void)
{
    const struct round_facts *round = rounds_last();
    struct slot_walk walk = slot_walk(model_live_slots());
    unsigned slot;

    while (round->quiet && slot_walk_on(&walk, &slot)) {
        if (ukeys_in(slot)->state == STATE_OPERATIONAL && !ukeys_put_was_pending(slot, round) &&
            at_begin[slot].instance == model_live_in(slot)->serial) {
            credited[slot] = at_begin[slot];
        }
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_HIT:
        used_ms[o->slot] = model_now_ms();
        break;
    case OBS_TRANSITION:
        if (o->to == STATE_VISIBLE) {
            used_ms[o->slot] = model_now_ms();
        }
        break;
    case OBS_ROUND_BEGIN:
        begin_round();
        break;
    case OBS_ROUND_END:
        end_round();
        break;
    default:
        break;
    }
}

uint64_t usage_last_ms(unsigned slot)
{
    return used_ms[slot];
}

uint64_t usage_round_begun_ms(void)
{
    return round_begun_ms;
}

const struct usage_at_begin *usage_at_begin(unsigned slot)
{
    return &at_begin[slot];
}

bool usage_is_fresh_offloaded(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);

    return live->layer && credited[slot].instance == live->serial && credited[slot].used_ms &&
           model_now_ms() - credited[slot].used_ms < OFFLOADED_STATS_DELAY_MS;
}

const struct belief belief_usage = {
    .wants = OBS(HIT) | OBS(TRANSITION) | OBS(ROUND_BEGIN) | OBS(ROUND_END),
    .reset = reset,
    .update = update,
};
