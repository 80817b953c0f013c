/*
 * BIJ: after undisturbed rounds there is one ukey per flow and one flow per ukey, every ukey is
 * OPERATIONAL, and it believes in the actions that the flow has.
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/ukeys.h"

/* The cache's ukeys, as it has shown them since it was at rest. */
static struct cache_entry entries[MODEL_SLOTS], second[MODEL_SLOTS];
static uint8_t n_entries[MODEL_SLOTS];

static void reset(void)
{
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        n_entries[slot] = 0;
    }
}

static void note_entry(unsigned slot, const struct cache_entry *entry)
{
    if (n_entries[slot]++) {
        second[slot] = *entry;
    } else {
        entries[slot] = *entry;
    }
}

static void check_single(unsigned slot)
{
    const struct cache_entry *entry = &entries[slot], *other = &second[slot];

    if (n_entries[slot] > 1) {
        violation("BIJ/two-ukeys",
                  ABOUT_SLOT(slot, .ukey = entry->serial, .by_anybody = true,
                             .traits = {{"first", model_state_word(entry->state)},
                                        {"second", model_state_word(other->state)}}),
                  "%s has %u ukeys in its umap: %llu, %s, and %llu, %s", slot_name(slot),
                  n_entries[slot], (unsigned long long)entry->serial,
                  model_state_word(entry->state), (unsigned long long)other->serial,
                  model_state_word(other->state));
    }
}

static void check_pair(unsigned slot, const struct model_instance *live,
                       const struct cache_entry *entry)
{
    const char *maker = actor_name(ukeys_in(slot)->maker);

    if (entry->state != STATE_OPERATIONAL) {
        violation("BIJ/not-operational",
                  ABOUT_SLOT(slot, .ukey = entry->serial, .instance = live->serial,
                             .by_anybody = true,
                             .traits = {{"origin", model_origin_name(live->origin)},
                                        {"ukey", model_state_word(entry->state)}},
                             .other = {"made by", ukeys_in(slot)->maker}),
                  "%s has a flow (instance %u, %s) and ukey %llu, made by %s, which is %s: "
                  "expected OPERATIONAL",
                  slot_name(slot), live->serial, model_origin_name(live->origin),
                  (unsigned long long)entry->serial, maker, model_state_word(entry->state));
    } else if (entry->actions != live->actions && !ledgers_has_other_actions(live)) {
        violation("BIJ/other-actions",
                  ABOUT_SLOT(slot, .ukey = entry->serial, .instance = live->serial,
                             .by_anybody = true,
                             .traits = {{"origin", model_origin_name(live->origin)}},
                             .other = {"made by", ukeys_in(slot)->maker}),
                  "%s: ukey %llu, made by %s, says that the flow's actions are 0x%x; instance %u "
                  "(%s) has 0x%x",
                  slot_name(slot), (unsigned long long)entry->serial, maker, entry->actions,
                  live->serial, model_origin_name(live->origin), live->actions);
    }
}

static void check_slot(unsigned slot)
{
    const struct model_instance *live = model_live_in(slot);
    const struct cache_entry *entry = n_entries[slot] ? &entries[slot] : NULL;

    if (live && entry) {
        check_pair(slot, live, entry);
    } else if (live) {
        violation("BIJ/no-ukey",
                  ABOUT_SLOT(slot, .instance = live->serial, .by_anybody = true,
                             .traits = {{"origin", model_origin_name(live->origin)}}),
                  "%s has a flow (instance %u, %s) and no ukey", slot_name(slot), live->serial,
                  model_origin_name(live->origin));
    } else if (entry) {
        violation("BIJ/no-flow",
                  ABOUT_SLOT(slot, .ukey = entry->serial, .by_anybody = true,
                             .traits = {{"ukey", model_state_word(entry->state)}},
                             .other = {"made by", ukeys_in(slot)->maker}),
                  "%s has ukey %llu, made by %s, which is %s, and no flow", slot_name(slot),
                  (unsigned long long)entry->serial, actor_name(ukeys_in(slot)->maker),
                  model_state_word(entry->state));
    }
}

static void before(const struct observation *o)
{
    if (o->kind == OBS_QUIESCENT) {
        reset();
    } else {
        note_entry(o->slot, o->entry);
    }
}

static void after(const struct observation *o)
{
    for (unsigned slot = 0; slot < model_n_slots && !context_found.any; slot++) {
        check_single(slot);
        if (!context_found.any) {
            check_slot(slot);
        }
    }
}

const struct check check_bijection = {
    .wants_before = OBS(QUIESCENT) | OBS(ENTRY),
    .wants_after = OBS(COMPARED),
    .reset = reset,
    .before = before,
    .after = after,
};
