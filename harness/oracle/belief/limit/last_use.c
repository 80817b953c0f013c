#include "oracle/belief/limit/last_use.h"

#include <string.h>

#include "oracle/belief/limit/usage.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

/* Per actor, in virtual ms; 0: none. */
static struct view {
    uint64_t adopting_ms;           /* When it last asked for a flow's references. */
    bool has_batch;                 /* It has records that it may still use. */
    struct slot_set shown_in_batch; /* What it was shown of. */
    obs_time batch_at;              /* When its last batch began or ended. */
} views[RUNTIME_MAX_ACTORS];

/* Per slot and actor. */
static struct slot_view {
    uint64_t translated_ms; /* For the first of the upcalls it is about. */
    uint64_t shown_ms;      /* The last use by what it was shown and may credit. */
    obs_time shown_at;
} slot_views[MODEL_SLOTS][RUNTIME_MAX_ACTORS];

/* Per slot, the last use by what was credited, even if that was before the ukey was made; and when
 * it was made. */
static uint64_t used_ms[MODEL_SLOTS], made_ms[MODEL_SLOTS];

static void reset(void)
{
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        views[actor] = (struct view){.has_batch = false};
    }
    memset(slot_views, 0, model_n_slots * sizeof slot_views[0]);
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        used_ms[slot] = made_ms[slot] = 0;
    }
}

static struct slot_view *slot_view(unsigned slot)
{
    return &slot_views[slot][actor_self()];
}

static void note_batch(struct view *view, bool begins)
{
    view->has_batch = begins;
    slot_set_clear(&view->shown_in_batch);
    view->batch_at = obs_now();
}

/* Of a flow whose ukey is still VISIBLE, the sweep asks for the counters first, and then for what a
 * put without an answer has left there. */
static bool is_asked_again(unsigned slot)
{
    obs_time shown_at = slot_view(slot)->shown_at;

    return ukeys_in(slot)->state == STATE_VISIBLE && shown_at > views[actor_self()].batch_at &&
           shown_at > rounds_last()->begun_at;
}

/* While it has a record, or a get's answer that it has not acted on, it may use that or what a
 * later get says: what both show counts. But a counter that was never hit, as of a flow that has
 * just moved to another layer, has nothing to be credited, and says nothing of the last use. */
static void note_shown(struct view *view, unsigned slot, uint64_t last_used_ms)
{
    uint64_t *shown_ms = &slot_view(slot)->shown_ms;
    bool again = slot_set_has(&view->shown_in_batch, slot) || is_asked_again(slot);

    if (!again || !*shown_ms || (last_used_ms && last_used_ms < *shown_ms)) {
        *shown_ms = last_used_ms;
    }
    if (view->has_batch) {
        slot_set_add(&view->shown_in_batch, slot);
    }
    slot_view(slot)->shown_at = obs_now();
}

/* What was shown before the ukey was made is its own from the beginning, or is not of it. */
static void note_credited(unsigned slot)
{
    const struct slot_view *view = slot_view(slot);

    if (view->shown_at > ukeys_in(slot)->visible_at && view->shown_ms > used_ms[slot]) {
        used_ms[slot] = view->shown_ms;
    }
}

static void note_visible(unsigned slot)
{
    if (context_in_upcall()) {
        used_ms[slot] = 0;
        made_ms[slot] = slot_view(slot)->translated_ms;
    } else {
        used_ms[slot] = slot_view(slot)->shown_ms;
        made_ms[slot] = views[actor_self()].adopting_ms;
    }
}

static void update(const struct observation *o)
{
    struct view *view = &views[actor_self()];

    switch (o->kind) {
    case OBS_TRANSLATED:
        if (!o->result && o->purpose == CACHE_TRANSLATE_UPCALL &&
            !slot_view(o->slot)->translated_ms) {
            slot_view(o->slot)->translated_ms = model_now_ms();
        }
        break;
    case OBS_UPCALL_END:
        slot_view(o->slot)->translated_ms = 0;
        break;
    case OBS_ADOPTING:
        view->adopting_ms = model_now_ms();
        break;
    case OBS_DUMP_NEXT:
    case OBS_DUMP_THREAD_END:
        note_batch(view, o->kind == OBS_DUMP_NEXT);
        break;
    case OBS_RECORD:
        note_shown(view, o->slot, o->stats->used_ms);
        break;
    case OBS_OP_REPLY:
        if (o->op->type == CACHE_GET && !o->op->error && o->instance) {
            note_shown(view, o->slot, o->op->stats.used_ms);
        }
        break;
    case OBS_PUSH:
        note_credited(o->slot);
        break;
    case OBS_TRANSITION:
        if (o->to == STATE_VISIBLE) {
            note_visible(o->slot);
        }
        break;
    default:
        break;
    }
}

uint64_t last_use_ms(unsigned slot)
{
    return used_ms[slot] ? used_ms[slot] : made_ms[slot];
}

/* A flow that was hit before the round says so itself, whenever it is shown. Of one that was not,
 * or that has begun since, what is shown is no hit, one of this round, or one of the flow that was
 * there before; where it is no hit, the cache goes by what it knew already. */
uint64_t last_use_least_ms(unsigned slot)
{
    const struct usage_at_begin *begin = usage_at_begin(slot);
    uint64_t shown_ms = begin->used_ms ? begin->used_ms : usage_round_begun_ms();
    uint64_t known_ms = last_use_ms(slot);

    if (begin->used_ms && begin->instance == model_live_in(slot)->serial) {
        return shown_ms;
    }
    return known_ms < shown_ms ? known_ms : shown_ms;
}

const struct belief belief_last_use = {
    .wants = OBS(TRANSLATED) | OBS(UPCALL_END) | OBS(ADOPTING) | OBS(DUMP_NEXT) |
             OBS(DUMP_THREAD_END) | OBS(RECORD) | OBS(OP_REPLY) | OBS(PUSH) | OBS(TRANSITION),
    .reset = reset,
    .update = update,
};
