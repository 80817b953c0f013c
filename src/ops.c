#include "ops.h"

#include <errno.h>

#include "udpif_internal.h"

void ukey_ops_init(struct ukey_ops *ops, struct udpif *udpif)
{
    ops->udpif = udpif;
    ops->n = 0;
    ops->max = udpif->config.revalidate_batch;
}

static void op_init(struct ukey_ops *ops, struct ukey *ukey, enum dp_op_type type)
{
    struct ukey_op *op = &ops->ops[ops->n++];

    CHECK(ops->n <= ops->max);
    *op = (struct ukey_op){
        .ukey = ukey,
        .op = {.type = type, .ufid = ukey->ufid, .pmd_id = ukey->pmd_id},
    };
}

void ukey_ops_delete(struct ukey_ops *ops, struct ukey *ukey)
{
    if (ukey->state != UKEY_EVICTING) {
        ukey_transition(ukey, UKEY_EVICTING);
    }
    op_init(ops, ukey, DP_OP_DELETE);
}

void ukey_ops_modify(struct ukey_ops *ops, struct ukey *ukey)
{
    op_init(ops, ukey, DP_OP_MODIFY);
    ops->ops[ops->n - 1].op.actions = ukey_actions(ukey);
}

void ukey_ops_get(struct ukey_ops *ops, struct ukey *ukey)
{
    op_init(ops, ukey, DP_OP_GET);
}

/* The flow is gone; but while its put is pending it may come (back). */
static void end_eviction(struct ukey *ukey) REQUIRES(ukey->mutex)
{
    if (ukey->put_pending) {
        ukey_forget_instance(ukey);
        ukey_release_eviction(ukey);
    } else {
        ukey_transition(ukey, UKEY_EVICTED);
    }
}

/* The final delta is what the flow counted since its ukey's base. */
static void apply_delete(struct udpif *udpif, const struct ukey_op *op)
{
    struct ukey *ukey = op->ukey;

    mutex_lock(&ukey->mutex);
    if (!op->op.error) {
        ukey_credit(ukey, &op->op.stats);
        if (!op->op.stats_final) {
            ukey_declare_loss(ukey, LOSS_STATS_NOT_FINAL);
        }
        end_eviction(ukey);
    } else if (op->op.error == ENOENT) {
        ukey_declare_loss(ukey, LOSS_FLOW_VANISHED);
        end_eviction(ukey);
    } else {
        coverage_inc(&udpif->coverage, COVERAGE_flow_delete_failed);
        ukey_declare_loss(ukey, LOSS_DELETE_FAILED);
        ukey_release_eviction(ukey);
    }
    mutex_unlock(&ukey->mutex);
}

static void apply_modify(struct udpif *udpif, const struct ukey_op *op)
{
    struct ukey *ukey = op->ukey;

    if (op->op.error) {
        coverage_inc(&udpif->coverage, COVERAGE_flow_modify_failed);
        mutex_lock(&ukey->mutex);
        if (op->op.error == ENOENT) {
            ukey_declare_loss(ukey, LOSS_FLOW_VANISHED);
        }
        if (ukey->state == UKEY_OPERATIONAL) {
            ukey_transition(ukey, UKEY_INCONSISTENT);
        }
        mutex_unlock(&ukey->mutex);
    }
}

void ukey_ops_push(struct ukey_ops *ops)
{
    struct datapath *datapath = &ops->udpif->datapath;
    struct dp_op *pointers[REVALIDATE_MAX_BATCH];

    if (!ops->n) {
        return;
    }
    for (size_t i = 0; i < ops->n; i++) {
        pointers[i] = &ops->ops[i].op;
    }
    datapath->operate(datapath->aux, pointers, ops->n);
    for (size_t i = 0; i < ops->n; i++) {
        if (ops->ops[i].op.type == DP_OP_DELETE) {
            apply_delete(ops->udpif, &ops->ops[i]);
        } else if (ops->ops[i].op.type == DP_OP_MODIFY) {
            apply_modify(ops->udpif, &ops->ops[i]);
        }
    }
}
