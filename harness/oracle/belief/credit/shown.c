#include "oracle/belief/credit/shown.h"

#include <string.h>

/* Serials; 0: none. */
static struct shown {
    uint32_t counter, actions;
} shown[MODEL_SLOTS][RUNTIME_MAX_ACTORS];

static void reset(void)
{
    memset(shown, 0, model_n_slots * sizeof shown[0]);
}

/* What the actor has been shown is of no use to it any more. */
static void forget(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        shown[slot][actor_self()] = (struct shown){.counter = 0};
    }
}

static void note_record(struct shown *what, uint32_t serial)
{
    if (!what->counter || serial < what->counter) {
        *what = (struct shown){.counter = serial, .actions = serial};
    }
}

static void note_get(struct shown *what, uint32_t serial)
{
    what->actions = serial;
    if (!what->counter) {
        what->counter = serial;
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_ROUND_BEGIN:
        reset();
        break;
    case OBS_DUMP_NEXT:
        forget();
        break;
    case OBS_RECORD:
        note_record(&shown[o->slot][actor_self()], o->instance->serial);
        break;
    case OBS_OP_REPLY:
        if (o->op->type == CACHE_GET && !o->op->error && o->instance) {
            note_get(&shown[o->slot][actor_self()], o->instance->serial);
        }
        break;
    default:
        break;
    }
}

uint32_t shown_counter(unsigned slot)
{
    return shown[slot][actor_self()].counter;
}

uint32_t shown_actions(unsigned slot)
{
    return shown[slot][actor_self()].actions;
}

const struct belief belief_shown = {
    .wants = OBS(ROUND_BEGIN) | OBS(DUMP_NEXT) | OBS(RECORD) | OBS(OP_REPLY),
    .reset = reset,
    .update = update,
};
