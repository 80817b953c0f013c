/*
 * BIJ: after undisturbed rounds there is one ukey per flow and one flow per ukey, every ukey is
 * OPERATIONAL, and it believes in the actions that the flow has.
 */

#include "oracle/internal.h"

static struct cache_entry entries[MODEL_SLOTS], second[MODEL_SLOTS];
static uint8_t n_entries[MODEL_SLOTS];

void bijection_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        n_entries[slot] = 0;
    }
}

void bijection_entry(const struct cache_entry *entry)
{
    unsigned slot = model_slot(entry->flow, entry->pmd);

    if (n_entries[slot]++) {
        second[slot] = *entry;
    } else {
        entries[slot] = *entry;
    }
}

static void check_single(unsigned slot)
{
    if (n_entries[slot] > 1) {
        runtime_violation(
            "BIJ", "%s has %u ukeys in its umap: %llu, %s, and %llu, %s", oracle_slot_name(slot),
            n_entries[slot], (unsigned long long)entries[slot].serial,
            model_state_word(entries[slot].state), (unsigned long long)second[slot].serial,
            model_state_word(second[slot].state));
    }
}

static void check_pair(unsigned slot, const struct model_instance *live,
                       const struct cache_entry *entry)
{
    const struct slot_watch *watch = slot_watch(slot);

    if (entry->state != STATE_OPERATIONAL) {
        runtime_violation("BIJ",
                          "%s has a flow (instance %u, %s) and ukey %llu, made by %s, which is %s: "
                          "expected OPERATIONAL",
                          oracle_slot_name(slot), live->serial, model_origin_name(live->origin),
                          (unsigned long long)entry->serial, actor_name(watch->maker),
                          model_state_word(entry->state));
    }
    if (entry->actions != live->actions && !once_has_other_actions(live)) {
        runtime_violation("BIJ",
                          "%s: ukey %llu, made by %s, says that the flow's actions are 0x%x; "
                          "instance %u (%s) has 0x%x",
                          oracle_slot_name(slot), (unsigned long long)entry->serial,
                          actor_name(watch->maker), entry->actions, live->serial,
                          model_origin_name(live->origin), live->actions);
    }
}

void bijection_check(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct model_instance *live = model_live_in(slot);
        const struct cache_entry *entry = n_entries[slot] ? &entries[slot] : NULL;

        check_single(slot);
        if (live && entry) {
            check_pair(slot, live, entry);
        } else if (live) {
            runtime_violation("BIJ", "%s has a flow (instance %u, %s) and no ukey",
                              oracle_slot_name(slot), live->serial,
                              model_origin_name(live->origin));
        } else if (entry) {
            runtime_violation("BIJ", "%s has ukey %llu, made by %s, which is %s, and no flow",
                              oracle_slot_name(slot), (unsigned long long)entry->serial,
                              actor_name(slot_watch(slot)->maker), model_state_word(entry->state));
        }
    }
}
