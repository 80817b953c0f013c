#include "cache.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "model/events.h"
#include "runtime/runtime.h"

struct sequential_cache sequential;

static struct {
    unsigned number;
    const char *operation;
} step;

enum { DEFAULT_LIMIT = 200000, FIRST_LIMIT = 10000, DEFAULT_IDLE_MS = 10000 };
enum { DEFAULT_REVALIDATOR_MS = 500, DEFAULT_MIN_PPS = 5 };

void sequential_begin(const struct cache_settings *settings)
{
    struct cache_settings *own = &sequential.settings;

    *own = *settings;
    own->flow_limit = own->flow_limit ? own->flow_limit : DEFAULT_LIMIT;
    own->max_idle_ms = own->max_idle_ms ? own->max_idle_ms : DEFAULT_IDLE_MS;
    own->max_revalidator_ms =
        own->max_revalidator_ms ? own->max_revalidator_ms : DEFAULT_REVALIDATOR_MS;
    own->min_revalidate_pps = own->min_revalidate_pps ? own->min_revalidate_pps : DEFAULT_MIN_PPS;
    own->upcall_batch = own->upcall_batch ? own->upcall_batch : SEQUENTIAL_HANDLER_BATCH;
    sequential.queue_capacity =
        own->queue_capacity ? own->queue_capacity : SEQUENTIAL_QUEUE_CAPACITY;
    sequential.n_open = 0;
    sequential.limit = own->flow_limit < FIRST_LIMIT ? own->flow_limit : FIRST_LIMIT;
    sequential.limit_if_others_count = sequential.limit;
    sequential.rules = 1;
    sequential.n_rounds = 0;
    sequential.foreign_least = sequential.foreign_bound = 0;
    for (unsigned i = 0; i < model_n_slots; i++) {
        unsigned table = i % MODEL_TABLES;

        sequential.slots[i] = (struct sequential_slot){.flow = i / MODEL_TABLES,
                                                       .pmd = table ? table - 1 : CACHE_PMD_NULL};
    }
    for (unsigned i = 0; i < SEQUENTIAL_MAX_QUEUES; i++) {
        sequential.queues[i].n = 0;
    }
}

void sequential_step(unsigned number, const char *operation)
{
    step.number = number;
    step.operation = operation;
}

void sequential_mismatch(const struct sequential_slot *slot, const char *rule, const char *expected,
                         const char *seen, const char *format, ...)
{
    struct violation v;
    char what[512], where[32] = "";
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (slot && slot->pmd == CACHE_PMD_NULL) {
        snprintf(where, sizeof where, ", flow %u", slot->flow);
    } else if (slot) {
        snprintf(where, sizeof where, ", flow %u of pmd %u", slot->flow, slot->pmd);
    }
    violation_init(&v, rule);
    violation_add_trait(&v, "in", step.operation);
    if (expected) {
        violation_add_trait(&v, "expected", expected);
    }
    if (seen) {
        violation_add_trait(&v, "seen", seen);
    }
    runtime_violation_of(&v, "step %u (%s)%s: %s", step.number, step.operation, where, what);
}

struct sequential_slot *sequential_slot(unsigned flow, unsigned pmd)
{
    return &sequential.slots[model_slot(flow, pmd)];
}

unsigned sequential_number(const struct sequential_slot *slot)
{
    return (unsigned)(slot - sequential.slots);
}

struct sequential_actions sequential_actions_of(const struct sequential_slot *slot,
                                                const struct cache_translation *translation)
{
    return (struct sequential_actions){.number = translation->actions,
                                       .slow = model_rule_of(slot->flow) == RULE_SLOW_PATH};
}

/* The world. */

void sequential_vanish(unsigned flow, unsigned pmd)
{
    sequential_slot(flow, pmd)->live = false;
}

void sequential_foreign(unsigned flow, unsigned pmd, bool adoptable, bool right)
{
    struct sequential_slot *slot = sequential_slot(flow, pmd);

    slot->live = true;
    slot->adoptable = adoptable;
    slot->installed = (struct sequential_actions){
        .number = model_live(flow, pmd)->actions,
        .slow = right && model_rule_of(flow) == RULE_SLOW_PATH,
    };
}

void sequential_rules_announced(void)
{
    sequential.rules++;
}

/* Operations and counters. */

struct transcript_op *sequential_expect_op(struct sequential_slot *slot, enum cache_op_type type)
{
    struct transcript_op *op = transcript_next_op(sequential_number(slot));

    if (!op || op->op.type != type) {
        sequential_mismatch(slot, "SEQUENCE/operation-missing", model_op_word(type),
                            op ? model_op_word(op->op.type) : "nothing",
                            "expected a %s to be sent, seen %s%s", model_op_word(type),
                            op ? "a " : "nothing", op ? model_op_word(op->op.type) : "");
    }
    op->taken = true;
    return op;
}

void sequential_lose(struct sequential_slot *slot, enum cache_loss reason)
{
    slot->totals.losses[reason]++;
}

static bool moved(const struct sequential_slot *slot, const struct cache_stats *stats)
{
    return slot->layer_known && stats->layer != slot->base.layer;
}

uint64_t sequential_new_packets(const struct sequential_slot *slot, const struct cache_stats *stats)
{
    if (moved(slot, stats)) {
        return stats->n_packets;
    }
    if (stats->n_packets < slot->base.n_packets || stats->n_bytes < slot->base.n_bytes) {
        return 0;
    }
    return stats->n_packets - slot->base.n_packets;
}

void sequential_credit(struct sequential_slot *slot, const struct cache_stats *stats)
{
    uint64_t used_ms = slot->base.used_ms;

    if (moved(slot, stats)) {
        sequential_lose(slot, LOST_LAYER_CHANGED);
        slot->base.n_packets = slot->base.n_bytes = 0;
    }
    slot->layer_known = true;
    if (stats->used_ms > slot->used_ms) {
        slot->used_ms = stats->used_ms;
    }
    if (stats->n_packets < slot->base.n_packets || stats->n_bytes < slot->base.n_bytes) {
        sequential_lose(slot, LOST_DECREASED);
        return;
    }
    slot->totals.n_packets += stats->n_packets - slot->base.n_packets;
    slot->totals.n_bytes += stats->n_bytes - slot->base.n_bytes;
    slot->base = *stats;
    /* A counter that began again says that it was never used; the flow was. */
    slot->base.used_ms = stats->used_ms > used_ms ? stats->used_ms : used_ms;
}

/* The last counters of a flow that is gone. Without a translation there is nobody to credit. */
static void credit_last(struct sequential_slot *slot, const struct transcript_op *op)
{
    struct transcript_translation *translation =
        transcript_next_translation(sequential_number(slot), 0);

    if (!slot->has_handle && translation && translation->order > op->order &&
        sequential_new_packets(slot, &op->op.stats)) {
        translation->taken = true;
        if (translation->error) {
            sequential_lose(slot, LOST_UNTRANSLATABLE);
            return;
        }
    }
    sequential_credit(slot, &op->op.stats);
}

void sequential_delete(struct sequential_slot *slot, bool forget)
{
    struct transcript_op *op = sequential_expect_op(slot, CACHE_DELETE);

    slot->state = STATE_EVICTING;
    if (!op->op.error || op->fault == FAULT_DELETE_UNSAID || op->fault == FAULT_DELETE_TWICE) {
        slot->live = false;
    }
    if (op->op.error == 0) {
        credit_last(slot, op);
        if (!op->op.stats_final) {
            sequential_lose(slot, LOST_NOT_FINAL);
        }
        slot->state = STATE_EVICTED;
    } else if (op->op.error == ENOENT) {
        sequential_lose(slot, LOST_VANISHED);
        slot->state = STATE_EVICTED;
    } else {
        sequential_lose(slot, LOST_DELETE_FAILED);
    }
    if (forget && slot->state == STATE_EVICTED) {
        slot->known = false;
    }
}
