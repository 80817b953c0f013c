/* The cache's operations on flows. Each takes effect at once, under the lock of its slot. */

#include <errno.h>

#include "stress/internal.h"

static void install(struct slot *slot, const struct cache_op *op, enum instance_origin origin)
{
    bool foreign = origin == ORIGIN_FOREIGN;

    flow_install(slot, op->flow, op->pmd,
                 &(struct instance_seed){
                     .origin = origin,
                     .adoptable = true,
                     .actions = foreign ? rules_foreign_actions(op->flow, true) : op->actions,
                     .mask = foreign ? rules_mask(op->flow) : op->mask,
                 });
}

static int put(struct slot *slot, const struct cache_op *op)
{
    if (slot->present) {
        return EEXIST;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_PUT_COVERED)) {
        return EEXIST;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_PUT_NO_SPACE)) {
        return ENOSPC;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_PUT_LOST)) {
        return 0;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_PUT_FOREIGN)) {
        install(slot, op, ORIGIN_FOREIGN);
        return EEXIST;
    }
    install(slot, op, ORIGIN_CACHE);
    return fault_strikes_slot(slot, STRESS_FAULT_PUT_UNSAID) ? EEXIST : 0;
}

static int modify(struct slot *slot, const struct cache_op *op)
{
    if (!slot->present) {
        return ENOENT;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_MODIFY_BUSY)) {
        return EBUSY;
    }
    slot->live.actions = op->actions;
    if (fault_strikes_slot(slot, STRESS_FAULT_MODIFY_RESETS)) {
        flow_succeed(slot, op->flow, op->pmd, END_RESET);
    }
    return 0;
}

static int remove_flow(struct slot *slot, struct cache_op *op)
{
    if (!slot->present) {
        return ENOENT;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_DELETE_BUSY)) {
        return EBUSY;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_DELETE_UNSAID)) {
        flow_remove(slot, op->flow, op->pmd, END_DELETE_UNSAID);
        return EBUSY;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_DELETE_TWICE)) {
        flow_remove(slot, op->flow, op->pmd, END_DELETE_UNSAID);
        return ENOENT;
    }
    op->stats = flow_reading(&slot->live, slot->live.n_hits);
    slot->live.n_read_last = slot->live.n_hits;
    slot->live.shown = true;
    if (fault_strikes_slot(slot, STRESS_FAULT_DELETE_NOT_FINAL)) {
        slot->live.n_hits += 1 + random_below(&thread_self()->random, 3);
        op->stats_final = false;
    }
    flow_remove(slot, op->flow, op->pmd, END_DELETED);
    count(STRESS_deletes, 1);
    return 0;
}

static int get(struct slot *slot, struct cache_op *op)
{
    if (!slot->present) {
        return ENOENT;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_GET_BUSY)) {
        return EBUSY;
    }
    op->stats = flow_read(slot);
    op->actions = slot->live.actions;
    op->mask = slot->live.mask;
    return 0;
}

static void execute(const struct cache_op *op)
{
    struct stress_thread *self = thread_self();

    thread_add(&self->sum_executed, random_mix(op->packet));
    count(STRESS_executions, 1);
}

static const enum stress_count sent[] = {
    [CACHE_PUT] = STRESS_puts,
    [CACHE_MODIFY] = STRESS_modifies,
    [CACHE_DELETE] = STRESS_deletes_sent,
    [CACHE_GET] = STRESS_gets,
};

static void carry_out(struct cache_op *op)
{
    struct slot *slot = slot_find(op->flow, op->pmd);

    count(sent[op->type], 1);
    slot_lock(slot);
    ukeys_op_begin(slot, op);
    switch (op->type) {
    case CACHE_PUT:
        op->error = put(slot, op);
        count(STRESS_puts_failed, op->error != 0);
        break;
    case CACHE_MODIFY:
        op->error = modify(slot, op);
        count(STRESS_modifies_failed, op->error != 0);
        break;
    case CACHE_DELETE:
        op->error = remove_flow(slot, op);
        count(STRESS_deletes_failed, op->error && op->error != ENOENT);
        break;
    case CACHE_GET:
        op->error = get(slot, op);
        break;
    case CACHE_EXECUTE:
        break;
    }
    ukeys_op_end(slot, op);
    slot_unlock(slot);
}

void world_operate(struct cache_op *ops, size_t n)
{
    thread_does("sends operations");
    for (size_t i = 0; i < n; i++) {
        ops[i].error = 0;
        ops[i].stats = (struct cache_stats){.n_packets = 0};
        ops[i].stats_final = true;
        if (ops[i].type == CACHE_EXECUTE) {
            execute(&ops[i]);
        } else {
            carry_out(&ops[i]);
        }
    }
    thread_does("has had operations answered");
}
