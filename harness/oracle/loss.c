/*
 * The other half of ONCE: hits that are never credited. A loss is legal only where the datapath
 * lost the counter, or no translation is left to credit, and the cache has said so. Saying so is
 * no excuse where the datapath has lost nothing.
 */

#include "oracle/internal.h"

static moment declared[MODEL_SLOTS][LOSSES + 1]; /* Last: for any reason. */
static moment untranslated[MODEL_SLOTS];         /* When a translation last failed. */

void loss_reset(void)
{
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        untranslated[slot] = 0;
        for (unsigned reason = 0; reason <= LOSSES; reason++) {
            declared[slot][reason] = 0;
        }
    }
}

void loss_declared(unsigned slot, enum cache_loss reason)
{
    declared[slot][reason] = declared[slot][LOSSES] = oracle_now();
    if (reason == LOST_DECREASED) {
        once_decreased(slot);
    }
}

void loss_untranslated(unsigned slot)
{
    untranslated[slot] = oracle_now();
}

moment loss_declared_at(unsigned slot, enum cache_loss reason)
{
    return declared[slot][reason];
}

bool loss_is_untranslatable(unsigned slot, moment since)
{
    return declared[slot][LOST_UNTRANSLATABLE] > since && untranslated[slot] > since;
}

/* A ukey that has credited one counter, and finds a smaller or larger one in the same layer, cannot
 * know that it is another one's; unless a delete was answered with the first one's final counts. */
uint32_t loss_carrier(uint32_t serial, uint32_t before)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);
    uint64_t ukey = slot_watch(slot)->serial;
    uint32_t found = 0;

    if (!ukey || once_ledger(serial)->position) {
        return 0;
    }
    for (uint32_t i = once_first(slot); i && i < before; i = once_ledger(i)->next) {
        if (once_ledger(i)->ukey == ukey && !once_ledger(i)->replied_at &&
            model_instance(i)->layer == instance->layer) {
            found = i;
        }
    }
    return found;
}

/* The cache has looked at the counter after `n_hits` hits, did not believe it, and said so. */
static bool is_masked(uint32_t serial, uint32_t n_hits)
{
    return once_ledger(serial)->masked && once_ledger(serial)->masked_hits >= n_hits;
}

static _Noreturn void lost(uint32_t serial, uint32_t n_expected, const char *why)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);

    runtime_violation("ONCE",
                      "hits %u..%u of instance %u of %s (%s, %s) were never credited: %s; the ukey "
                      "there is %s, made by %s",
                      once_ledger(serial)->position + 1, n_expected, serial, oracle_slot_name(slot),
                      model_origin_name(instance->origin), model_end_name(instance->end), why,
                      model_state_word(slot_watch(slot)->state),
                      actor_name(slot_watch(slot)->maker));
}

/* What a delete's answer has shown must be credited. */
static void check_shown(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);

    if (once_ledger(serial)->position < instance->n_read_last &&
        !loss_is_untranslatable(slot, once_ledger(serial)->begun_at) &&
        !is_masked(serial, instance->n_read_last)) {
        lost(serial, instance->n_read_last, "a delete had returned them to the cache");
    }
}

void loss_check_deleted(moment before)
{
    for (uint32_t slots = once_slots(); slots; slots &= slots - 1) {
        for (uint32_t i = once_first((unsigned)__builtin_ctz(slots)); i; i = once_ledger(i)->next) {
            if (once_ledger(i)->replied_at && once_ledger(i)->replied_at < before) {
                check_shown(i);
            }
        }
    }
}

/* Whether another counter followed, of the same flow or under the same ukey, and the end of this
 * one may have gone unseen: because both are of one layer, or nothing was ever credited from this
 * one. */
static bool was_succeeded(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);

    for (uint32_t i = once_ledger(serial)->next; i; i = once_ledger(i)->next) {
        const struct model_instance *later = model_instance(i);
        bool takes_over = once_ledger(i)->inherited || later->flow_serial == instance->flow_serial;

        if (takes_over && (later->layer == instance->layer || !once_ledger(serial)->position)) {
            return true;
        }
    }
    return false;
}

/* The datapath lost the rest of the counter: the cache, if it knew the flow, must have said so. */
static void check_declared(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);
    const struct ledger *ledger = once_ledger(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);
    bool must_declare = false;

    switch ((enum model_end)instance->end) {
    case END_NONE:
        if (!loss_is_untranslatable(slot, ledger->begun_at) &&
            !is_masked(serial, instance->n_hits)) {
            lost(serial, instance->n_hits, "the flow is there, and quiet rounds have seen it");
        }
        break;
    case END_DELETED:
        check_shown(serial);
        if (ledger->replied_at && instance->n_read_last < instance->n_hits &&
            declared[slot][LOSSES] < ledger->ended_at) {
            lost(serial, instance->n_hits,
                 "they came between the delete's reading and its end, and no loss was declared");
        }
        break;
    case END_MOVED:
        /* Nobody knows in which layer a flow begins, until its counters have been looked at. */
        must_declare = ledger->position > 0;
        break;
    case END_DELETE_UNSAID:
        if (ledger->known && declared[slot][LOSSES] < ledger->ended_at) {
            lost(serial, instance->n_hits, "a delete failed on them, and no loss was declared");
        }
        break;
    case END_VANISHED:
        must_declare = ledger->known;
        break;
    case END_RESET:
        break; /* A reset can be seen only if somebody looks before the counter has caught up. */
    }
    if (must_declare && !was_succeeded(serial) && declared[slot][LOSSES] < ledger->ended_at) {
        lost(serial, instance->n_hits, "the datapath lost them, and no loss was declared");
    }
}

void loss_check_all(void)
{
    for (uint32_t slots = once_slots(); slots; slots &= slots - 1) {
        for (uint32_t i = once_first((unsigned)__builtin_ctz(slots)); i; i = once_ledger(i)->next) {
            if (once_ledger(i)->position < model_instance(i)->n_hits) {
                check_declared(i);
            }
        }
    }
}
