/*
 * The other half of ONCE: hits that are never credited. A loss is legal only where the datapath
 * lost the counter, or no translation is left to credit, and the cache has said so. Saying so is
 * no excuse where the datapath has lost nothing.
 */
#include "oracle/belief/credit/ledgers.h"
#include "oracle/belief/credit/losses.h"
#include "oracle/belief/rounds.h"
#include "oracle/belief/ukeys.h"

static void lost(const char *rule, uint32_t serial, uint32_t n_expected, const char *why)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);

    violation(rule,
              ABOUT_SLOT(slot, .by_anybody = true, .ukey = ukeys_in(slot)->serial,
                         .instance = serial,
                         .traits = {{"origin", model_origin_name(instance->origin)},
                                    {"end", model_end_name(instance->end)},
                                    {"ukey", model_state_word(ukeys_in(slot)->state)}},
                         .other = {"made by", ukeys_in(slot)->maker}),
              "hits %u..%u of instance %u of %s (%s, %s) were never credited: %s; %s",
              ledgers_of(serial)->position + 1, n_expected, serial, slot_name(slot),
              model_origin_name(instance->origin), model_end_name(instance->end), why,
              ukeys_describe(slot));
}

/* What a delete's answer has shown must be credited. */
static bool check_shown(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);

    if (ledgers_of(serial)->position < instance->n_read_last &&
        !losses_is_untranslatable(slot, ledgers_of(serial)->begun_at) &&
        !ledgers_is_masked(serial, instance->n_read_last)) {
        lost("ONCE/lost-by-delete", serial, instance->n_read_last,
             "a delete had returned them to the cache");
        return false;
    }
    return true;
}

/* Whether another counter followed, of the same flow or under the same ukey, and the end of this
 * one may have gone unseen: because both are of one layer, or nothing was ever credited from this
 * one. */
static bool was_succeeded(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);

    for (uint32_t i = ledgers_of(serial)->next; i; i = ledgers_of(i)->next) {
        const struct model_instance *later = model_instance(i);
        bool takes_over = ledgers_of(i)->inherited || later->flow_serial == instance->flow_serial;

        if (takes_over && (later->layer == instance->layer || !ledgers_of(serial)->position)) {
            return true;
        }
    }
    return false;
}

static void check_living(uint32_t serial, unsigned slot)
{
    const struct model_instance *instance = model_instance(serial);

    if (!losses_is_untranslatable(slot, ledgers_of(serial)->begun_at) &&
        !ledgers_is_masked(serial, instance->n_hits)) {
        lost("ONCE/not-credited", serial, instance->n_hits,
             "the flow is there, and quiet rounds have seen it");
    }
}

static void check_deleted(uint32_t serial, bool declared)
{
    const struct model_instance *instance = model_instance(serial);

    if (check_shown(serial) && ledgers_of(serial)->replied_at &&
        instance->n_read_last < instance->n_hits && !declared) {
        lost("ONCE/undeclared-of-delete", serial, instance->n_hits,
             "they came between the delete's reading and its end, and no loss was declared");
    }
}

/* The datapath lost the rest of the counter: the cache, if it knew the flow, must have said so. */
static void check_declared(uint32_t serial)
{
    const struct model_instance *instance = model_instance(serial);
    const struct ledger *ledger = ledgers_of(serial);
    unsigned slot = model_slot(instance->flow, instance->pmd);
    bool declared = losses_declared_at(slot, LOSSES) >= ledger->ended_at;
    bool must_declare = false;

    switch ((enum model_end)instance->end) {
    case END_NONE:
        check_living(serial, slot);
        break;
    case END_DELETED:
        check_deleted(serial, declared);
        break;
    case END_MOVED:
        /* Nobody knows in which layer a flow begins, until its counters have been looked at. */
        must_declare = ledger->position > 0;
        break;
    case END_DELETE_UNSAID:
        if (ledger->known && !declared) {
            lost("ONCE/undeclared-of-failed-delete", serial, instance->n_hits,
                 "a delete failed on them, and no loss was declared");
        }
        break;
    case END_VANISHED:
        must_declare = ledger->known;
        break;
    case END_RESET:
        break; /* A reset can be seen only if somebody looks before the counter has caught up. */
    }
    if (must_declare && declared) {
        excuse(EXCUSE_DECLARED);
    } else if (must_declare && !was_succeeded(serial)) {
        lost("ONCE/undeclared", serial, instance->n_hits,
             "the datapath lost them, and no loss was declared");
    }
}

/* Every instance, living or gone, after quiet rounds. */
static void check_all(void)
{
    struct slot_walk walk = slot_walk(ledgers_slots());
    unsigned slot;

    while (slot_walk_on(&walk, &slot)) {
        for (uint32_t i = ledgers_first(slot); i && !context_found.any; i = ledgers_of(i)->next) {
            if (ledgers_of(i)->position < model_instance(i)->n_hits) {
                check_declared(i);
            }
        }
    }
}

/* The deleted ones, whose counters the cache was given before `deadline`. */
static void check_answered(obs_time deadline)
{
    struct slot_walk walk = slot_walk(ledgers_slots());
    unsigned slot;

    while (slot_walk_on(&walk, &slot)) {
        for (uint32_t i = ledgers_first(slot); i && !context_found.any; i = ledgers_of(i)->next) {
            if (ledgers_of(i)->replied_at && ledgers_of(i)->replied_at < deadline) {
                check_shown(i);
            }
        }
    }
}

static void before(const struct observation *o)
{
    check_answered(obs_now());
}

static void after(const struct observation *o)
{
    switch (o->kind) {
    case OBS_ROUND_END:
        check_answered(rounds_last()->begun_at);
        break;
    case OBS_QUIESCENT:
        check_answered(obs_now());
        break;
    default: /* OBS_SETTLED */
        check_all();
        break;
    }
}

const struct check check_once_lost = {
    .wants_before = OBS(END),
    .wants_after = OBS(ROUND_END) | OBS(QUIESCENT) | OBS(SETTLED),
    .before = before,
    .after = after,
};
