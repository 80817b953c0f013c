/* The door towards the model: what really happens in the world. */
#include <errno.h>

#include "oracle/dispatch.h"

static unsigned slot_of(const struct model_instance *instance)
{
    return model_slot(instance->flow, instance->pmd);
}

static void instance_begin(const struct model_instance *instance)
{
    OBSERVE(INSTANCE_BEGIN, .slot = slot_of(instance), .instance = instance);
}

static void instance_end(const struct model_instance *instance)
{
    OBSERVE(INSTANCE_END, .slot = slot_of(instance), .instance = instance);
}

static void hit(const struct model_instance *instance, uint64_t packet)
{
    OBSERVE(HIT, .slot = slot_of(instance), .instance = instance, .packet = packet);
}

static void sent_up(uint64_t packet, unsigned flow, unsigned pmd, bool miss)
{
    OBSERVE(SENT_UP, .slot = model_slot(flow, pmd), .packet = packet, .miss = miss);
}

static void taken(uint64_t packet, int error)
{
    if (error == ENOBUFS) {
        OBSERVE(REFUSED, .unheard = true);
    } else if (error != ESHUTDOWN) {
        OBSERVE(ACCEPTED, .unheard = true, .packet = packet);
    }
}

static void op_begin(const struct cache_op *op)
{
    OBSERVE(OP_BEGIN, .slot = model_slot(op->flow, op->pmd), .op = op);
}

static void op_commit(const struct cache_op *op, const struct model_instance *target)
{
    OBSERVE(OP_COMMIT, .slot = model_slot(op->flow, op->pmd), .op = op, .instance = target);
}

static void op_reply(const struct cache_op *op, const struct model_instance *target)
{
    OBSERVE(OP_REPLY, .slot = model_slot(op->flow, op->pmd), .op = op, .instance = target);
}

static void add_end(unsigned flow, unsigned pmd, bool added)
{
    OBSERVE(ADD_END, .slot = model_slot(flow, pmd), .added = added);
}

static void record(const struct cache_record *handed, const struct model_instance *source,
                   bool again)
{
    OBSERVE(RECORD, .slot = model_slot(handed->flow, handed->pmd), .instance = source,
            .stats = &handed->stats);
}

/* Faults of dumps touch no flow, a flow of somebody else's speaks for itself, and to have moved to
 * another layer is no reason to be deleted. */
static bool excuses_deletion(enum model_fault kind)
{
    return (kind < FAULT_DUMP_CREATE_FAILS || kind > FAULT_DUMP_ENDS_EARLY) &&
           kind != FAULT_FOREIGN_FLOW && kind != FAULT_MOVE_LAYER;
}

static void fault(enum model_fault kind, unsigned flow, unsigned pmd)
{
    OBSERVE(FAULT, .slot = excuses_deletion(kind) ? model_slot(flow, pmd) : NO_SLOT);
}

static void rules_changed(unsigned flow)
{
    OBSERVE(RULES_CHANGED);
}

const struct model_listener watched_model = {
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
