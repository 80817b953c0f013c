/* The comparison of the sequential model with the cache and the datapath, after each step. */

#include "cache.h"

#include "model/events.h"
#include "support/printable.h"

static bool met[MODEL_SLOTS];

/* Whatever the cache did, the model must have expected. */
static void compare_actions(void)
{
    for (unsigned i = 0; i < transcript.n_ops; i++) {
        const struct transcript_op *op = &transcript.ops[i];

        if (!op->taken) {
            sequential_mismatch(sequential_slot(op->op.flow, op->op.pmd),
                                "SEQUENCE/operation-too-many", NULL, model_op_word(op->op.type),
                                "expected nothing to be sent, seen a %s",
                                model_op_word(op->op.type));
        }
    }
    for (unsigned i = 0; i < transcript.n_translations; i++) {
        const struct transcript_translation *translation = &transcript.translations[i];

        if (!translation->taken) {
            sequential_mismatch(&sequential.slots[translation->slot],
                                "SEQUENCE/translation-too-many", NULL, NULL,
                                "expected no translation, seen one");
        }
    }
    for (unsigned i = 0; i < transcript.n_verdicts; i++) {
        const struct transcript_verdict *verdict = &transcript.verdicts[i];

        if (!verdict->taken) {
            sequential_mismatch(&sequential.slots[verdict->slot], "SEQUENCE/verdict-too-many", NULL,
                                model_verdict_word(verdict->verdict),
                                "expected no verdict, seen %s for packet %llu",
                                model_verdict_word(verdict->verdict),
                                (unsigned long long)verdict->packet);
        }
    }
}

static void compare_datapath(const struct sequential_slot *slot)
{
    const struct model_instance *live = model_live(slot->flow, slot->pmd);

    if (slot->live && !live) {
        sequential_mismatch(slot, "SEQUENCE/flow-missing", NULL, NULL,
                            "expected a flow in the datapath, seen none");
    }
    if (!slot->live && live) {
        sequential_mismatch(slot, "SEQUENCE/flow-too-many", NULL, NULL,
                            "expected no flow in the datapath, seen one with actions %x",
                            live->actions);
    }
    if (live && live->actions != slot->installed.number) {
        sequential_mismatch(slot, "SEQUENCE/flow-with-other-actions", NULL, NULL,
                            "expected actions %x in the datapath, seen %x", slot->installed.number,
                            live->actions);
    }
}

static void compare_totals(const struct sequential_slot *slot, const struct transcript_totals *seen)
{
    const struct transcript_totals *expected = &slot->totals;

    if (expected->n_packets != seen->n_packets || expected->n_bytes != seen->n_bytes) {
        sequential_mismatch(
            slot, "SEQUENCE/credits-differ", NULL, NULL,
            "expected credits so far: packets %llu, bytes %llu; seen: packets %llu, bytes "
            "%llu",
            (unsigned long long)expected->n_packets, (unsigned long long)expected->n_bytes,
            (unsigned long long)seen->n_packets, (unsigned long long)seen->n_bytes);
    }
    for (unsigned i = 0; i < LOSSES; i++) {
        if (expected->losses[i] != seen->losses[i]) {
            sequential_mismatch(slot, "SEQUENCE/losses-differ", model_loss_word(i), NULL,
                                "expected losses \"%s\" declared so far: %u, seen: %u",
                                model_loss_word(i), expected->losses[i], seen->losses[i]);
        }
    }
}

static void compare_ukey(void *aux, const struct cache_entry *entry)
{
    const struct sequential_slot *slot = sequential_slot(entry->flow, entry->pmd);
    unsigned number = sequential_number(slot);

    if (!slot->known || met[number]) {
        sequential_mismatch(slot, "SEQUENCE/ukey-too-many", slot->known ? "one" : "none",
                            model_state_word(entry->state), "expected %s ukey, seen %s %s",
                            slot->known ? "one" : "no", slot->known ? "a second" : "a",
                            model_state_word(entry->state));
    }
    met[number] = true;
    if (entry->state != slot->state) {
        sequential_mismatch(slot, "SEQUENCE/ukey-state", model_state_word(slot->state),
                            model_state_word(entry->state), "expected a ukey %s, seen it %s",
                            model_state_word(slot->state), model_state_word(entry->state));
    }
    if (entry->actions != slot->actions.number) {
        sequential_mismatch(slot, "SEQUENCE/ukey-with-other-actions", NULL, NULL,
                            "expected a ukey with actions %x, seen %x", slot->actions.number,
                            entry->actions);
    }
    if (entry->credited.n_packets != slot->base.n_packets ||
        entry->credited.n_bytes != slot->base.n_bytes) {
        sequential_mismatch(
            slot, "SEQUENCE/ukey-credits", NULL, NULL,
            "expected the ukey to have credited: packets %llu, bytes %llu; seen: packets "
            "%llu, bytes %llu",
            (unsigned long long)slot->base.n_packets, (unsigned long long)slot->base.n_bytes,
            (unsigned long long)entry->credited.n_packets,
            (unsigned long long)entry->credited.n_bytes);
    }
}

static void compare_numbers(const struct cache_under_test *cache)
{
    uint64_t n = cache->n_flows(), expected = sequential_n_flows(false);

    /* Flows of others are counted in as they were at some moment of the last round. */
    if (n < expected + sequential.foreign_least || n > expected + sequential.foreign_bound) {
        sequential_mismatch(NULL, "SEQUENCE/number-of-flows", NULL, NULL,
                            "expected %llu flow%s, and %u to %u of others, to be counted,"
                            " seen %llu",
                            (unsigned long long)expected, plural(expected),
                            sequential.foreign_least, sequential.foreign_bound,
                            (unsigned long long)n);
    }
    if (cache->flow_limit() == sequential.limit_if_others_count) {
        sequential.limit = sequential.limit_if_others_count;
    }
    sequential.limit_if_others_count = sequential.limit;
    if (cache->flow_limit() != sequential.limit) {
        sequential_mismatch(NULL, "SEQUENCE/flow-limit", NULL, NULL,
                            "expected the flow limit %u, seen %u", sequential.limit,
                            cache->flow_limit());
    }
    if (cache->n_rounds() != sequential.n_rounds) {
        sequential_mismatch(NULL, "SEQUENCE/number-of-rounds", NULL, NULL,
                            "expected so far: rounds %llu; seen: %llu",
                            (unsigned long long)sequential.n_rounds,
                            (unsigned long long)cache->n_rounds());
    }
}

void sequential_compare(const struct cache_under_test *cache)
{
    compare_actions();
    sequential_note_foreign(false);
    for (unsigned i = 0; i < model_n_slots; i++) {
        compare_datapath(&sequential.slots[i]);
        compare_totals(&sequential.slots[i], &transcript.totals[i]);
        met[i] = false;
    }
    cache->for_each(compare_ukey, NULL);
    for (unsigned i = 0; i < model_n_slots; i++) {
        const struct sequential_slot *slot = &sequential.slots[i];

        if (slot->known && !met[i]) {
            sequential_mismatch(slot, "SEQUENCE/ukey-missing", model_state_word(slot->state), NULL,
                                "expected a ukey %s, seen none", model_state_word(slot->state));
        }
    }
    compare_numbers(cache);
}
