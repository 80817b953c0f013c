/* Rounds, purges and the flow limit, as the sequential model has them. */

#include <errno.h>
#include <limits.h>

#include "cache.h"

enum { LIMIT_STEP = 1000 };

/* A flow of the datapath that the cache does not know: it makes a ukey for it, which it keeps only
 * if the flow holds no references of somebody else. */
static bool adopt(struct sequential_slot *slot, const struct cache_record *record)
{
    uint32_t mask = record->mask;
    bool other_key = record->other_key;

    if (!record->full) {
        struct transcript_op *op = sequential_expect_op(slot, CACHE_GET);

        if (op->op.error) {
            return false;
        }
        mask = op->op.mask;
        other_key = op->op.other_key;
    }
    sequential_note_adoption();
    slot->known = true;
    slot->state = STATE_VISIBLE;
    slot->base = (struct cache_stats){.used_ms = record->stats.used_ms};
    slot->used_ms = record->stats.used_ms;
    slot->layer_known = false;
    slot->actions = slot->installed;
    slot->mask = mask;
    slot->other_key = other_key;
    slot->created_ms = model_now_ms();
    slot->rules = sequential.rules - 1;
    slot->has_handle = false;
    slot->handled = false;
    slot->missed_dumps = 0;
    return true;
}

/* A packet thread tells nobody what it added, so the flow that shows up may be another one than the
 * ukey's, and one that a record tells of may be gone. `record` is NULL if the flow was asked for.
 */
static enum sequential_judgement confirm(struct sequential_slot *slot,
                                         const struct cache_record *record)
{
    uint32_t actions, mask;

    if (slot->state != STATE_VISIBLE) {
        return SEQUENTIAL_KEEP;
    }
    if (record && record->full) {
        actions = record->actions;
        mask = record->mask;
    } else {
        const struct transcript_op *op = sequential_expect_op(slot, CACHE_GET);

        if (op->op.error == ENOENT) {
            sequential_lose(slot, LOST_VANISHED);
            slot->state = STATE_EVICTED;
        }
        if (op->op.error) {
            return SEQUENTIAL_UNSURE;
        }
        actions = op->op.actions;
        mask = op->op.mask;
    }
    return actions == slot->actions.number && mask == slot->mask ? SEQUENTIAL_KEEP
                                                                 : SEQUENTIAL_DELETE;
}

static void handle_record(const struct cache_record *record)
{
    struct sequential_slot *slot = sequential_slot(record->flow, record->pmd);
    bool found = !slot->known;
    enum sequential_judgement confirmed;

    if (found && !adopt(slot, record)) {
        return;
    }
    if (slot->handled || slot->state == STATE_EVICTING || slot->state == STATE_EVICTED) {
        return;
    }
    slot->handled = true;
    slot->missed_dumps = 0;
    confirmed = found ? SEQUENTIAL_KEEP : confirm(slot, record);
    if (confirmed == SEQUENTIAL_UNSURE) {
        return;
    }
    if (slot->state == STATE_INCONSISTENT || confirmed == SEQUENTIAL_DELETE ||
        (found && !slot->adoptable)) {
        sequential_delete(slot, false);
        return;
    }
    slot->state = STATE_OPERATIONAL;
    if (sequential_must_go(slot, &record->stats) ||
        sequential_revalidate(slot, &record->stats) == SEQUENTIAL_DELETE) {
        sequential_delete(slot, false);
    }
}

/* Nothing new is known of a flow: its rules may have changed all the same. What a flow that nobody
 * has seen yet should do may be looked at, but need not: there is nothing that could be wrong. */
static void sweep_unseen(struct sequential_slot *slot)
{
    bool look = slot->state == STATE_OPERATIONAL || sequential_chose_to_delete(slot) ||
                transcript_next_translation(sequential_number(slot), 0);

    if (look && sequential_revalidate(slot, NULL) == SEQUENTIAL_DELETE) {
        sequential_delete(slot, true);
    }
}

/* The dump did not show the flow: the datapath is asked, unless it is known to have shown only a
 * part; then only after some rounds. */
static void sweep_missed(struct sequential_slot *slot)
{
    struct transcript_op *op;
    enum sequential_judgement confirmed;

    slot->missed_dumps++;
    if (!transcript.dump_complete && slot->missed_dumps < SEQUENTIAL_MISSED_DUMPS) {
        sweep_unseen(slot);
        return;
    }
    op = sequential_expect_op(slot, CACHE_GET);
    if (op->op.error == ENOENT) {
        sequential_lose(slot, LOST_VANISHED);
        slot->known = false;
    } else if (op->op.error && slot->missed_dumps >= SEQUENTIAL_MISSED_DUMPS) {
        sequential_delete(slot, true);
    } else if (op->op.error) {
        sweep_unseen(slot);
    } else if ((confirmed = confirm(slot, NULL)) == SEQUENTIAL_DELETE) {
        sequential_delete(slot, true);
    } else if (confirmed == SEQUENTIAL_KEEP) {
        slot->missed_dumps = 0;
        slot->state = STATE_OPERATIONAL;
        /* Idle flows are the dump phase's business in the specification, but src/sweep.h says that
         * the flow is treated as if it had been dumped. */
        if ((sequential_chose_to_delete(slot) && sequential_must_go(slot, &op->op.stats)) ||
            sequential_revalidate(slot, &op->op.stats) == SEQUENTIAL_DELETE) {
            sequential_delete(slot, true);
        }
    }
}

static void sweep(struct sequential_slot *slot)
{
    switch (slot->state) {
    case STATE_EVICTED:
        slot->known = false;
        break;
    case STATE_INCONSISTENT:
    case STATE_EVICTING:
        sequential_delete(slot, true);
        break;
    default:
        if (!slot->handled) {
            sweep_missed(slot);
        } else if (slot->state == STATE_VISIBLE) {
            sweep_unseen(slot);
        }
        break;
    }
}

/* The sweep may take the ukeys in any order, and with too many flows the order says which are
 * deleted: so they are taken in that of what the cache sent. */
static void sweep_all(void)
{
    bool swept[MODEL_SLOTS] = {false};

    for (;;) {
        struct sequential_slot *next = NULL;
        unsigned least = UINT_MAX;

        for (unsigned i = 0; i < model_n_slots; i++) {
            struct sequential_slot *slot = &sequential.slots[i];

            if (slot->known && !swept[i]) {
                const struct transcript_op *op = transcript_next_op(sequential_number(slot));
                unsigned order = op ? op->order : UINT_MAX;

                if (!next || order < least) {
                    next = slot;
                    least = order;
                }
            }
        }
        if (!next) {
            return;
        }
        swept[next - sequential.slots] = true;
        sweep(next);
    }
}

/* Rounds take no time here, so the limit is never too high; it grows while it is in the way. */
static void adjust_limit(void)
{
    uint64_t n = sequential_n_flows(false) + sequential.foreign_least;
    uint64_t most_n = sequential_n_flows(false) + sequential.foreign_bound;
    uint32_t limit = sequential.limit, most = sequential.settings.flow_limit;
    uint32_t grown = most - limit < LIMIT_STEP ? most : limit + LIMIT_STEP;

    sequential.limit_if_others_count = limit;
    if (limit < n * 1000) {
        sequential.limit = sequential.limit_if_others_count = grown;
    } else if (limit < most_n * 1000) {
        sequential.limit_if_others_count = grown;
    }
}

void sequential_round(void)
{
    if (transcript.n_rounds != 1) {
        sequential_mismatch(NULL, "SEQUENCE/number-of-rounds-in-step", NULL, NULL,
                            "expected one round, seen %u", transcript.n_rounds);
    }
    sequential_note_foreign(false);
    sequential_estimate_foreign();
    for (unsigned i = 0; i < model_n_slots; i++) {
        sequential.slots[i].handled = false;
    }
    for (unsigned i = 0; i < transcript.n_records; i++) {
        handle_record(&transcript.records[i]);
    }
    sweep_all();
    adjust_limit();
    sequential.n_rounds++;
    sequential_note_foreign(true);
}

void sequential_purge(const unsigned *pmd)
{
    for (unsigned i = 0; i < model_n_slots; i++) {
        struct sequential_slot *slot = &sequential.slots[i];

        if (!slot->known || (pmd && slot->pmd != *pmd)) {
            continue;
        }
        if (slot->state == STATE_EVICTED) {
            slot->known = false;
        } else {
            sequential_delete(slot, true);
        }
    }
}

/* Flows of others are adopted before they are deleted, so that their packets are credited. How is
 * not specified; the cache does it by a round. */
void sequential_flush(void)
{
    sequential_purge(NULL);
    sequential_round();
    sequential_purge(NULL);
}
