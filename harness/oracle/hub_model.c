/*
 * The hub towards the model: what it says has happened in the world.
 */
#include <errno.h>

#include "oracle/hub.h"

static void instance_begin(const struct model_instance *instance)
{
    hub_hear();
    once_instance_begin(instance);
    attr_instance_begin(instance);
    stall_instance_begin(model_slot(instance->flow, instance->pmd));
    limit_instance_begin(instance);
    apparent_note();
}

static void instance_end(const struct model_instance *instance)
{
    hub_hear();
    once_instance_end(instance);
    ukeys_instance_end(model_slot(instance->flow, instance->pmd));
    apparent_note();
}

static void hit(const struct model_instance *instance, uint64_t packet)
{
    hub_hear();
    idle_hit(model_slot(instance->flow, instance->pmd));
    attr_hit(instance);
    rounds_disturbed();
}

static void sent_up(uint64_t packet, unsigned flow, unsigned pmd, bool miss)
{
    hub_hear();
    packets_sent_up(packet, miss);
    stall_sent_up(packet, miss);
}

static void taken(uint64_t packet, int error)
{
    if (error == ENOBUFS) {
        counters_refused();
    }
}

static void op_begin(const struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);

    hub_hear();
    progress_works("sends an operation");
    ops_begin(op);
    state_op_begin(op);
    if (op->type == CACHE_EXECUTE) {
        packets_execute(op);
    } else if (op->type == CACHE_DELETE) {
        limit_delete_begin(slot);
    }
}

static void op_commit(const struct cache_op *op, const struct model_instance *target)
{
    hub_hear();
    ops_commit(op);
    if (op->type == CACHE_MODIFY && !op->error) {
        once_modified(target);
    } else if (op->type == CACHE_PUT && !op->error) {
        ukeys_put(model_slot(op->flow, op->pmd));
    } else if (op->type == CACHE_GET && op->error == ENOENT) {
        ukeys_got_nothing(model_slot(op->flow, op->pmd));
    } else if (op->type == CACHE_MODIFY && op->error == ENOENT) {
        ukeys_modified_nothing(model_slot(op->flow, op->pmd));
    } else if (op->type == CACHE_DELETE && (!op->error || op->error == ENOENT)) {
        ukeys_deleted(model_slot(op->flow, op->pmd));
    }
}

static void op_reply(const struct cache_op *op, const struct model_instance *target)
{
    unsigned slot = model_slot(op->flow, op->pmd);

    hub_hear();
    ops_reply(op);
    state_op_reply(op);
    once_op_reply(op, target);
    counters_op_reply(op);
    if (op->type == CACHE_GET && !op->error && target) {
        known_shown(slot, op->stats.used_ms);
        attr_read(slot, target, op->stats.n_packets);
        sights_got(target);
    }
}

static void add_end(unsigned flow, unsigned pmd, bool added)
{
    unsigned slot = model_slot(flow, pmd);

    hub_hear();
    ops_add(slot);
    if (added) {
        ukeys_put(slot);
    }
    ukeys_put_answered(slot, actor_self());
    rounds_disturbed();
}

static void record(const struct cache_record *handed, const struct model_instance *source,
                   bool again)
{
    hub_hear();
    ops_record(model_slot(handed->flow, handed->pmd));
    state_record(model_slot(handed->flow, handed->pmd));
    records_handed(model_slot(handed->flow, handed->pmd));
    known_shown(model_slot(handed->flow, handed->pmd), handed->stats.used_ms);
    attr_read(model_slot(handed->flow, handed->pmd), source, handed->stats.n_packets);
    sights_record(source);
}

static void fault(enum model_fault kind, unsigned flow, unsigned pmd)
{
    hub_hear();
    rounds_disturbed();
    /* Those of dumps touch no flow, a flow of somebody else's speaks for itself, and to have moved
     * to another layer is no reason to be deleted. */
    if ((kind < FAULT_DUMP_CREATE_FAILS || kind > FAULT_DUMP_ENDS_EARLY) &&
        kind != FAULT_FOREIGN_FLOW && kind != FAULT_MOVE_LAYER) {
        limit_fault(model_slot(flow, pmd));
    }
}

static void rules_changed(unsigned flow)
{
    hub_hear();
    rounds_disturbed();
}

const struct model_listener hub_listener = {
    .instance_begin = instance_begin,
    .instance_end = instance_end,
    .hit = hit,
    .sent_up = sent_up,
    .taken = taken,
    .op_begin = op_begin,
    .op_commit = op_commit,
    .op_reply = op_reply,
    .add_end = add_end,
    .record = record,
    .fault = fault,
    .rules_changed = rules_changed,
};
