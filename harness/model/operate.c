/* The cache's operations on flows, each in three steps: begin, commit, reply. */

#include "model/internal.h"

#include <errno.h>

#include "runtime/runtime.h"

/* The most operations in one batch: those of a full batch of upcalls. */
enum { MAX_BATCH = 128 };

static const struct {
    enum model_event begin, reply;
} points[] = {
    [CACHE_PUT] = {EVENT_PUT_BEGIN, EVENT_PUT_REPLY},
    [CACHE_MODIFY] = {EVENT_MODIFY_BEGIN, EVENT_MODIFY_REPLY},
    [CACHE_DELETE] = {EVENT_DELETE_BEGIN, EVENT_DELETE_REPLY},
    [CACHE_GET] = {EVENT_GET_BEGIN, EVENT_GET_REPLY},
};

static const struct model_instance *commit_put(struct cache_op *op)
{
    struct model_instance *live = model_live_instance(model_slot(op->flow, op->pmd));
    struct model_instance_seed seed = {
        .flow = op->flow,
        .pmd = op->pmd,
        .origin = ORIGIN_CACHE,
        .adoptable = true,
        .other_key = op->other_key,
        .actions = op->actions,
        .mask = op->mask,
    };

    if (live) {
        op->error = EEXIST;
        return live;
    }
    if (!model_has_room()) {
        model_fired(FAULT_PUT_NO_SPACE, op->flow, op->pmd);
        op->error = model_refusal(ENOSPC);
        return NULL;
    }
    if (model_fires(FAULT_PUT_COVERED, op->flow, op->pmd)) {
        op->error = EEXIST;
        return NULL;
    }
    if (model_fires(FAULT_PUT_FOREIGN, op->flow, op->pmd)) {
        op->error = EEXIST;
        seed.origin = ORIGIN_FOREIGN;
        seed.other_key = false;
        seed.actions = model_foreign_actions(op->flow, true, false);
        return model_instance_start(&seed);
    }
    if (model_fires(FAULT_PUT_NO_SPACE, op->flow, op->pmd)) {
        op->error = model_refusal(ENOSPC);
        return NULL;
    }
    if (model_fires(FAULT_PUT_LOST, op->flow, op->pmd)) {
        return NULL;
    }
    if (model_fires(FAULT_PUT_UNSAID, op->flow, op->pmd)) {
        op->error = EEXIST;
    }
    return model_instance_start(&seed);
}

static const struct model_instance *commit_modify(struct cache_op *op)
{
    struct model_instance *live = model_live_instance(model_slot(op->flow, op->pmd));

    if (!live) {
        op->error = ENOENT;
        return NULL;
    }
    if (model_fires(FAULT_MODIFY_BUSY, op->flow, op->pmd)) {
        op->error = model_refusal(EBUSY);
        return live;
    }
    live->actions = op->actions;
    if (model_has_room() && model_fires(FAULT_MODIFY_RESETS, op->flow, op->pmd)) {
        return model_instance_succeed(live, END_RESET, ORIGIN_RESET, live->layer);
    }
    return live;
}

static void unlink_deleted(struct cache_op *op, struct model_instance *live, uint32_t n_read,
                           bool final)
{
    op->stats = model_reading(live, n_read);
    op->stats_final = final;
    live->n_read_last = n_read;
    model_instance_finish(live, END_DELETED);
}

static const struct model_instance *commit_delete(struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);
    struct model_instance *live = model_live_instance(slot);

    if (live && model_fires(FAULT_DELETE_NOT_FINAL, op->flow, op->pmd)) {
        struct model_instance *read = live;
        uint32_t n_read = live->n_hits;

        event_log_append((enum event_kind)EVENT_DELETE_READ, slot, read->serial, n_read, 0);
        sched_point((enum event_kind)EVENT_DELETE_UNLINK, slot);
        live = model_live_instance(slot);
        if (live == read) {
            unlink_deleted(op, live, n_read, false);
            return live;
        }
    }
    if (!live) {
        op->error = ENOENT;
        return NULL;
    }
    if (model_fires(FAULT_DELETE_BUSY, op->flow, op->pmd)) {
        op->error = model_refusal(EBUSY);
    } else if (model_fires(FAULT_DELETE_UNSAID, op->flow, op->pmd)) {
        op->error = model_refusal(EBUSY);
        model_instance_finish(live, END_DELETE_UNSAID);
    } else if (model_fires(FAULT_DELETE_TWICE, op->flow, op->pmd)) {
        op->error = ENOENT;
        model_instance_finish(live, END_DELETE_UNSAID);
    } else {
        unlink_deleted(op, live, live->n_hits, true);
    }
    return live;
}

static const struct model_instance *commit_get(struct cache_op *op)
{
    const struct model_instance *live = model_live_instance(model_slot(op->flow, op->pmd));
    uint32_t n_hits;

    if (!live) {
        op->error = ENOENT;
        return NULL;
    }
    if (model_fires(FAULT_GET_BUSY, op->flow, op->pmd)) {
        op->error = model_refusal(EBUSY);
        return live;
    }
    op->stats = model_read(live, &n_hits);
    op->actions = live->actions;
    op->mask = live->mask;
    op->other_key = live->other_key;
    return live;
}

/* Whether the cache now expects a flow in the slot. */
static void note_answer(const struct cache_op *op, unsigned slot)
{
    if (op->error == ENOENT || (!op->error && op->type == CACHE_DELETE)) {
        model_state.expected[slot] = false;
    } else if (!op->error) {
        model_state.expected[slot] = true;
    }
}

static const struct model_instance *commit(struct cache_op *op)
{
    unsigned slot = model_slot(op->flow, op->pmd);
    const struct model_instance *target = NULL;
    uint64_t serial;

    op->error = 0;
    op->stats = (struct cache_stats){.n_packets = 0};
    op->stats_final = true;
    switch (op->type) {
    case CACHE_PUT:
        target = commit_put(op);
        break;
    case CACHE_MODIFY:
        target = commit_modify(op);
        break;
    case CACHE_DELETE:
        target = commit_delete(op);
        break;
    case CACHE_GET:
        target = commit_get(op);
        break;
    case CACHE_EXECUTE:
        event_log_append((enum event_kind)EVENT_EXECUTE, slot, op->packet, op->actions, 0);
        return NULL;
    }
    serial = target ? target->serial : 0;
    note_answer(op, slot);
    switch (op->type) {
    case CACHE_PUT:
        event_log_append((enum event_kind)EVENT_PUT_COMMIT, slot, serial, (uint64_t)op->error,
                         op->actions);
        break;
    case CACHE_MODIFY:
        event_log_append((enum event_kind)EVENT_MODIFY_COMMIT, slot, serial, (uint64_t)op->error,
                         op->actions);
        break;
    case CACHE_DELETE:
        event_log_append((enum event_kind)EVENT_DELETE_COMMIT, slot, serial, (uint64_t)op->error,
                         op->stats.n_packets);
        break;
    case CACHE_GET:
        event_log_append((enum event_kind)EVENT_GET_COMMIT, slot, serial, (uint64_t)op->error,
                         op->stats.n_packets);
        break;
    case CACHE_EXECUTE:
        break;
    }
    return target;
}

void model_operate(struct cache_op *ops, size_t n)
{
    const struct model_instance *targets[MAX_BATCH];

    if (n > MAX_BATCH) {
        runtime_violation("OPS/batch-too-large",
                          "%s sent a batch of %zu operations; %d is the most",
                          actor_name(actor_self()), n, MAX_BATCH);
    }
    for (size_t i = 0; i < n; i++) {
        struct cache_op *op = &ops[i];
        unsigned slot = model_slot(op->flow, op->pmd);

        MODEL_TELL(op_begin, op);
        if (op->type != CACHE_EXECUTE) {
            sched_point((enum event_kind)points[op->type].begin, slot);
        }
        targets[i] = commit(op);
        MODEL_TELL(op_commit, op, targets[i]);
        if (op->type != CACHE_EXECUTE) {
            sched_point((enum event_kind)points[op->type].reply, slot);
        }
    }
    for (size_t i = 0; i < n; i++) {
        MODEL_TELL(op_reply, &ops[i], targets[i]);
    }
}
