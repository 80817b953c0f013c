#include "oracle/belief/credit/readings.h"

#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/ukeys.h"

static uint16_t forwarded_by[MODEL_MAX_INSTANCES + 1][MODEL_MAX_HITS + 1];
static bool foreign[MODEL_MAX_INSTANCES + 1]; /* By flow_serial. */
static struct reading readings[MODEL_SLOTS][RUNTIME_MAX_ACTORS];
static struct translation_facts translations[MODEL_MAX_HANDLES + 1];
static uint64_t translated_ukey[MODEL_SLOTS]; /* The ukey that has a translation. */

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        translated_ukey[slot] = 0;
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            readings[slot][actor].instance = 0;
        }
    }
}

static uint16_t version_of(uint32_t actions)
{
    return (uint16_t)(model_actions_version(actions) + 1);
}

/* Of several readings of one batch the cache may use any: what all of them show counts. */
static void note_reading(unsigned slot, uint32_t serial, uint64_t n_packets)
{
    struct reading *reading = &readings[slot][actor_self()];

    if (!reading->instance) {
        *reading = (struct reading){serial, (uint32_t)n_packets};
    } else if (reading->instance != serial) {
        reading->n_hits = 0;
    } else if (n_packets < reading->n_hits) {
        reading->n_hits = (uint32_t)n_packets;
    }
}

/* What the actor has read before is of no use to it any more. */
static void forget(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        readings[slot][actor_self()].instance = 0;
    }
}

static void note_translated(const struct observation *o)
{
    struct translation_facts *translation = &translations[o->handle];

    translation->version = version_of(o->actions);
    translation->floor = (struct reading){.instance = 0};
    if (o->purpose == CACHE_TRANSLATE_REVALIDATE && readings_has_translation(o->slot)) {
        translation->floor = readings[o->slot][actor_self()];
    }
}

static void note_instance(const struct model_instance *instance)
{
    if (instance->origin != ORIGIN_MOVED && instance->origin != ORIGIN_RESET) {
        foreign[instance->flow_serial] = instance->origin == ORIGIN_FOREIGN;
    }
}

static void update(const struct observation *o)
{
    switch (o->kind) {
    case OBS_INSTANCE_BEGIN:
        note_instance(o->instance);
        break;
    case OBS_HIT:
        forwarded_by[o->instance->serial][o->instance->n_hits] = version_of(o->instance->actions);
        break;
    case OBS_RECORD:
        note_reading(o->slot, o->instance->serial, o->stats->n_packets);
        break;
    case OBS_OP_REPLY:
        if (o->op->type == CACHE_GET && !o->op->error && o->instance) {
            note_reading(o->slot, o->instance->serial, o->op->stats.n_packets);
        }
        break;
    case OBS_TRANSLATED:
        if (!o->result) {
            note_translated(o);
        }
        break;
    case OBS_TRANSITION:
        if (o->to == STATE_VISIBLE && context_in_upcall()) {
            translated_ukey[o->slot] = ukeys_in(o->slot)->serial;
        }
        break;
    case OBS_PUSH:
        if (ledgers_last_credit()->instance) {
            translated_ukey[o->slot] = ukeys_in(o->slot)->serial;
        }
        break;
    default:
        forget();
        break;
    }
}

const struct translation_facts *readings_translation(uint32_t handle)
{
    return &translations[handle];
}

uint16_t readings_forwarded_by(uint32_t instance, uint32_t hit)
{
    return forwarded_by[instance][hit];
}

bool readings_is_foreign(const struct model_instance *instance)
{
    return foreign[instance->flow_serial];
}

bool readings_has_translation(unsigned slot)
{
    return ukeys_in(slot)->serial && translated_ukey[slot] == ukeys_in(slot)->serial;
}

const struct belief belief_readings = {
    .wants = OBS(INSTANCE_BEGIN) | OBS(HIT) | OBS(RECORD) | OBS(OP_REPLY) | OBS(TRANSLATED) |
             OBS(TRANSITION) | OBS(PUSH) | OBS(DUMP_NEXT) | OBS(DUMP_THREAD_END) | OBS(ROUND_BEGIN),
    .reset = reset,
    .update = update,
};
