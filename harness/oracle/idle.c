/*
 * LIM, by how flows are used. A flow that was idle for longer than the cache allows when a round
 * began is gone at its end, whether the dump has shown it or left it out. Only rounds count in
 * which nothing but the dump misbehaved, and in which the cache was told that the dump was
 * complete: then it must ask for what it was not shown. (What may not be deleted is limit.c's to
 * say.)
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

enum {
    DEFAULT_MAX_IDLE_MS = 10000,
    OFFLOADED_STATS_DELAY_MS = 2000, /* For so long an offloaded counter may lag behind. */
};

/* When the slot was last used, or began to be known; virtual ms. */
static uint64_t used_ms[MODEL_SLOTS];
static uint64_t round_begun_ms;

/* Per slot, an instance and when it was last hit: as the round began, and as the last quiet round
 * has credited it. */
static struct {
    uint32_t instance;
    uint64_t used_ms;
} at_begin[MODEL_SLOTS], credited[MODEL_SLOTS];

void idle_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        used_ms[slot] = 0;
        at_begin[slot].instance = credited[slot].instance = 0;
    }
}

void idle_hit(unsigned slot)
{
    used_ms[slot] = model_now_ms();
}

void idle_transition(unsigned slot, enum cache_state to)
{
    if (to == STATE_VISIBLE) {
        used_ms[slot] = model_now_ms();
    }
}

void idle_round_begin(void)
{
    round_begun_ms = model_now_ms();
    for (uint32_t slots = model_live_slots(); slots; slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);

        at_begin[slot].instance = model_live_in(slot)->serial;
        at_begin[slot].used_ms = model_live_in(slot)->used_ms;
    }
}

/* A quiet round credits every flow that is there throughout it. */
static void note_credited(const struct round_watch *round)
{
    for (uint32_t slots = model_live_slots(); slots; slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);

        if (slot_watch(slot)->state == STATE_OPERATIONAL && !ukeys_put_was_pending(slot, round) &&
            at_begin[slot].instance == model_live_in(slot)->serial) {
            credited[slot] = at_begin[slot];
        }
    }
}

bool idle_is_fresh_offloaded(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);

    return live->layer && credited[slot].instance == live->serial && credited[slot].used_ms &&
           model_now_ms() - credited[slot].used_ms < OFFLOADED_STATS_DELAY_MS;
}

void idle_round_end(void)
{
    const struct round_watch *round = rounds_last();
    uint64_t max_ms =
        oracle_settings.max_idle_ms ? oracle_settings.max_idle_ms : DEFAULT_MAX_IDLE_MS;

    if (round->quiet) {
        note_credited(round);
    }
    for (uint32_t slots = round->calm && round->complete ? model_live_slots() : 0; slots;
         slots &= slots - 1) {
        unsigned slot = (unsigned)__builtin_ctz(slots);
        const struct slot_watch *watch = slot_watch(slot);
        const struct model_instance *live = model_live_in(slot);

        if (!watch->serial || watch->visible_at >= round->before ||
            ukeys_put_was_pending(slot, round) || watch->state == STATE_EVICTED ||
            once_ledger(live->serial)->begun_at >= round->begun_at ||
            used_ms[slot] + max_ms >= round_begun_ms) {
            continue;
        }
        runtime_violation(
            "LIM",
            "%s ends a round, and %s (instance %u, %s), unused for %llu ms when it "
            "began, is still there; %llu ms are the most; its ukey is %s, made by %s",
            oracle_self(), oracle_slot_name(slot), live->serial, model_origin_name(live->origin),
            (unsigned long long)(round_begun_ms - used_ms[slot]), (unsigned long long)max_ms,
            model_state_word(watch->state), actor_name(watch->maker));
    }
}

uint64_t idle_used_ms(unsigned slot)
{
    return used_ms[slot];
}
