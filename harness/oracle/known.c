/*
 * LIM: when a flow was last used, as the cache knows at least.
 *
 * Of a flow whose counters were lost a cache has what it was shown before, with what it has
 * credited. Before anything was, it goes by when it made the ukey, or by the record that it adopted
 * the flow from. Nobody says when a ukey is made: for an upcall that is some time after the packet
 * was translated, for an adoption after the flow's references were asked for; and time may pass
 * until the ukey is VISIBLE.
 */

#include "oracle/internal.h"

/* Per actor. All in virtual ms; 0: none. */
static struct view {
    uint64_t translated_ms[MODEL_SLOTS]; /* For the first of the upcalls it is about. */
    uint64_t shown_ms[MODEL_SLOTS];      /* The last use by what it was shown and may credit. */
    uint64_t adopting_ms;                /* When it last asked for a flow's references. */
    bool has_batch;                      /* It has records that it may still use. */
    uint32_t shown_in_batch;             /* Slots, bit by bit. */
    moment batch_at;                     /* When its last batch began or ended. */
    moment shown_at[MODEL_SLOTS];
} views[RUNTIME_MAX_ACTORS];

/* Per slot, the last use by what was credited, even if that was before the ukey was made; and when
 * it was made. */
static uint64_t used_ms[MODEL_SLOTS], made_ms[MODEL_SLOTS];

void known_reset(void)
{
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        views[actor] = (struct view){.has_batch = false};
    }
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        used_ms[slot] = made_ms[slot] = 0;
    }
}

void known_translated(enum cache_purpose purpose, unsigned slot)
{
    struct view *view = &views[actor_self()];

    if (purpose == CACHE_TRANSLATE_UPCALL && !view->translated_ms[slot]) {
        view->translated_ms[slot] = model_now_ms();
    }
}

void known_upcall_end(unsigned slot)
{
    views[actor_self()].translated_ms[slot] = 0;
}

void known_adopting(void)
{
    views[actor_self()].adopting_ms = model_now_ms();
}

void known_batch(bool begins)
{
    struct view *view = &views[actor_self()];

    view->has_batch = begins;
    view->shown_in_batch = 0;
    view->batch_at = oracle_now();
}

/* Of a flow whose ukey is still VISIBLE, the sweep asks for the counters first, and then for what a
 * put without an answer has left there. */
static bool is_asked_again(const struct view *view, unsigned slot)
{
    return slot_watch(slot)->state == STATE_VISIBLE && view->shown_at[slot] > view->batch_at &&
           view->shown_at[slot] > rounds_last()->begun_at;
}

/* While it has a record, or a get's answer that it has not acted on, it may use that or what a
 * later get says: what both show counts. But a counter that was never hit, as of a flow that has
 * just moved to another layer, has nothing to be credited, and says nothing of the last use. */
void known_shown(unsigned slot, uint64_t last_used_ms)
{
    struct view *view = &views[actor_self()];
    uint64_t *shown_ms = &view->shown_ms[slot];
    bool again = (view->shown_in_batch >> slot) & 1 || is_asked_again(view, slot);

    if (!again || !*shown_ms || (last_used_ms && last_used_ms < *shown_ms)) {
        *shown_ms = last_used_ms;
    }
    view->shown_in_batch |= (uint32_t)view->has_batch << slot;
    view->shown_at[slot] = oracle_now();
}

/* What was shown before the ukey was made is its own from the beginning, or is not of it. */
void known_credited(unsigned slot)
{
    const struct view *view = &views[actor_self()];

    if (view->shown_at[slot] > slot_watch(slot)->visible_at &&
        view->shown_ms[slot] > used_ms[slot]) {
        used_ms[slot] = view->shown_ms[slot];
    }
}

void known_transition(unsigned slot, enum cache_state to)
{
    const struct view *view = &views[actor_self()];

    if (to != STATE_VISIBLE) {
        return;
    }
    if (oracle_in_upcall()) {
        used_ms[slot] = 0;
        made_ms[slot] = view->translated_ms[slot];
    } else {
        used_ms[slot] = view->shown_ms[slot];
        made_ms[slot] = view->adopting_ms;
    }
}

uint64_t known_used_ms(unsigned slot)
{
    return used_ms[slot] ? used_ms[slot] : made_ms[slot];
}
