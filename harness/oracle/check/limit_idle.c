/*
 * LIM, by how flows are used. A flow that was idle for longer than the cache allows when a round
 * began is gone at its end, whether the dump has shown it or left it out. Only rounds count in
 * which nothing but the dump misbehaved, and in which the cache was told that the dump was
 * complete: then it must ask for what it was not shown. (What may not be deleted is limit.c's to
 * say.)
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/limit/flow_limit.h"
#include "oracle/belief/limit/usage.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

/* Whether the cache has known the slot's flow throughout the round. */
static bool is_judged(unsigned slot, const struct round_facts *round)
{
    const struct slot_facts *facts = ukeys_in(slot);

    return facts->serial && facts->visible_at < round->before &&
           !ukeys_put_was_pending(slot, round) && facts->state != STATE_EVICTED &&
           ledgers_of(model_live_in(slot)->serial)->begun_at < round->begun_at;
}

static void check_slot(unsigned slot)
{
    const struct slot_facts *facts = ukeys_in(slot);
    const struct model_instance *live = model_live_in(slot);
    uint64_t begun_ms = usage_round_begun_ms(), max_ms = flow_limit_max_idle_ms();

    if (!is_judged(slot, rounds_last()) || usage_last_ms(slot) + max_ms >= begun_ms) {
        return;
    }
    violation("LIM/idle-and-kept",
              ABOUT_SLOT(slot, .ukey = facts->serial, .instance = live->serial,
                         .traits = {{"origin", model_origin_name(live->origin)},
                                    {"ukey", model_state_word(facts->state)}},
                         .other = {"made by", facts->maker}),
              "%s ends a round, and %s (instance %u, %s), unused for %llu ms when it began, is "
              "still there; %llu ms are the most; %s",
              self_name(), slot_name(slot), live->serial, model_origin_name(live->origin),
              (unsigned long long)(begun_ms - usage_last_ms(slot)), (unsigned long long)max_ms,
              ukeys_describe(slot));
}

static void after(const struct observation *o)
{
    const struct round_facts *round = rounds_last();
    struct slot_walk walk = slot_walk(model_live_slots());
    unsigned slot;

    if (!round->calm || !round->complete) {
        excuse(EXCUSE_TROUBLED);
        return;
    }
    while (!context_found.any && slot_walk_on(&walk, &slot)) {
        check_slot(slot);
    }
}

const struct check check_limit_idle = {
    .wants_after = OBS(ROUND_END),
    .after = after,
};
