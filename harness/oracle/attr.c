/*
 * ATTR: hits are credited to the rules that they were forwarded by, as far as a cache can know
 * them.
 *
 * A flow's actions come from one version of its rules. A cache that finds the flow's rules changed
 * has read the flow's counter, and makes a new translation: what it has read was forwarded by the
 * old version and must not be credited to the new one. What hits after that reading and before the
 * flow is modified nobody can tell from what hits later, so it may go to either.
 *
 * A flow that the cache did not install has no older translation that could be credited.
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

/* The version of the rules, plus 1, that each hit was forwarded by; 0: of no rules. */
static uint16_t forwarded_by[MODEL_MAX_INSTANCES + 1][MODEL_MAX_HITS + 1];

/* Whether somebody else installed the flow, by flow_serial. */
static bool foreign[MODEL_MAX_INSTANCES + 1];

struct reading {
    uint32_t instance; /* 0: none. */
    uint32_t n_hits;   /* At least so many were shown. */
};
static struct reading readings[RUNTIME_MAX_ACTORS][MODEL_SLOTS];

static struct {
    uint16_t version;     /* Plus 1. */
    struct reading floor; /* Hits up to here belong to an older translation. */
} translations[MODEL_MAX_HANDLES + 1];

/* The ukey that has a translation, in each slot. */
static uint64_t translated_ukey[MODEL_SLOTS];

void attr_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        translated_ukey[slot] = 0;
        for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
            readings[actor][slot].instance = 0;
        }
    }
}

static uint16_t version_of(uint32_t actions)
{
    return (uint16_t)(model_actions_version(actions) + 1);
}

void attr_instance_begin(const struct model_instance *instance)
{
    if (instance->origin != ORIGIN_MOVED && instance->origin != ORIGIN_RESET) {
        foreign[instance->flow_serial] = instance->origin == ORIGIN_FOREIGN;
    }
}

void attr_hit(const struct model_instance *instance)
{
    forwarded_by[instance->serial][instance->n_hits] = version_of(instance->actions);
}

/* Of several readings of one batch the cache may use any: what all of them show counts. */
void attr_read(unsigned slot, const struct model_instance *instance, uint64_t n_packets)
{
    struct reading *reading = &readings[actor_self()][slot];

    if (!reading->instance) {
        *reading = (struct reading){instance->serial, (uint32_t)n_packets};
    } else if (reading->instance != instance->serial) {
        reading->n_hits = 0;
    } else if (n_packets < reading->n_hits) {
        reading->n_hits = (uint32_t)n_packets;
    }
}

void attr_forget_readings(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        readings[actor_self()][slot].instance = 0;
    }
}

void attr_translated(enum cache_purpose purpose, unsigned slot, uint32_t handle, uint32_t actions)
{
    translations[handle].version = version_of(actions);
    translations[handle].floor = (struct reading){.instance = 0};
    if (purpose == CACHE_TRANSLATE_REVALIDATE && slot_watch(slot)->serial &&
        translated_ukey[slot] == slot_watch(slot)->serial) {
        translations[handle].floor = readings[actor_self()][slot];
    }
}

void attr_transition(unsigned slot, enum cache_state to)
{
    if (to == STATE_VISIBLE && oracle_in_upcall()) {
        translated_ukey[slot] = slot_watch(slot)->serial;
    }
}

void attr_credited(uint32_t handle, uint32_t serial, uint32_t from, uint32_t to)
{
    const struct model_instance *instance = model_instance(serial);
    const struct reading *floor = &translations[handle].floor;
    unsigned slot = model_slot(instance->flow, instance->pmd);
    uint32_t end = to < floor->n_hits ? to : floor->n_hits;

    translated_ukey[slot] = slot_watch(slot)->serial;
    /* A counter that has stepped back was not believed when it was read. */
    if (floor->instance != serial || foreign[instance->flow_serial] ||
        loss_declared_at(slot, LOST_DECREASED) > once_ledger(serial)->begun_at) {
        return;
    }
    for (uint32_t i = from + 1; i <= end; i++) {
        uint16_t version = forwarded_by[serial][i];

        if (version && version < translations[handle].version) {
            runtime_violation("ATTR",
                              "%s credits hits %u..%u of instance %u of %s to version %u of its "
                              "rules; hit %u was forwarded by version %u, and the cache had read "
                              "%u hits when it translated the flow anew",
                              oracle_self(), from + 1, to, serial, oracle_slot_name(slot),
                              translations[handle].version - 1U, i, version - 1U, floor->n_hits);
        }
    }
}

bool attr_has_translation(unsigned slot)
{
    return slot_watch(slot)->serial && translated_ukey[slot] == slot_watch(slot)->serial;
}
