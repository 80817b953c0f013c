#include "sweep.h"

#include <errno.h>

#include "confirm.h"
#include "install.h"
#include "revalidate.h"
#include "udpif_internal.h"

/* The flow of `ukey` was not shown by the dump, or its record could not be used. */
static void queue_missed(struct ukey_ops *ops, struct ukey *ukey, const struct round *round)
    REQUIRES(ukey->mutex)
{
    ukey->missed_dumps++;
    if (round->dump_complete || ukey->missed_dumps >= MISSED_DUMPS_MAX) {
        coverage_inc(&ops->udpif->coverage, COVERAGE_revalidate_missed_dp_flow);
        ukey_ops_get(ops, ukey);
    } else if (ukey->state == UKEY_OPERATIONAL) {
        revalidate_and_queue(ops, ukey, NULL, round);
    }
}

/* Queues what has to be done about `ukey`. */
static void queue_sweep(struct ukey_ops *ops, struct ukey *ukey, const struct round *round)
    REQUIRES(ukey->mutex)
{
    switch (ukey->state) {
    case UKEY_VISIBLE:
    case UKEY_OPERATIONAL:
        if (ukey->put_pending || ukey->dump_seq == round->dump_seq) {
            /* Its handler, or the next round, looks after it; but the rules may have changed. */
            revalidate_and_queue(ops, ukey, NULL, round);
        } else {
            queue_missed(ops, ukey, round);
        }
        break;
    case UKEY_INCONSISTENT:
        ukey_ops_delete(ops, ukey);
        break;
    case UKEY_EVICTING:
        if (ukey_claim_eviction(ukey)) {
            coverage_inc(&ops->udpif->coverage, COVERAGE_ukey_evict_retry);
            ukey_ops_delete(ops, ukey);
        }
        break;
    case UKEY_CREATED:
    case UKEY_EVICTED:
    case UKEY_DELETED:
    case UKEY_STATES:
        break;
    }
}

/* The datapath's answer to the question whether a missed flow is there. */
static void apply_get(struct ukey_ops *ops, const struct ukey_op *op, const struct round *round)
{
    struct ukey *ukey = op->ukey;
    struct coverage *coverage = &ops->udpif->coverage;

    mutex_lock(&ukey->mutex);
    if (!op->op.error) {
        ukey->missed_dumps = 0;
        if (ukey->state != UKEY_VISIBLE || ukey_confirm(ops, ukey, NULL)) {
            revalidate_and_queue(ops, ukey, &op->op.stats, round);
        }
    } else if (op->op.error == ENOENT) {
        coverage_inc(coverage, COVERAGE_revalidate_missing_dp_flow);
        ukey_declare_loss(ukey, LOSS_FLOW_VANISHED);
        ukey_transition(ukey, UKEY_EVICTED);
    } else if (ukey->missed_dumps >= MISSED_DUMPS_MAX) {
        coverage_inc(coverage, COVERAGE_revalidate_missing_dp_flow);
        ukey_ops_delete(ops, ukey);
    } else if (ukey->state == UKEY_OPERATIONAL) {
        revalidate_and_queue(ops, ukey, NULL, round);
    }
    mutex_unlock(&ukey->mutex);
}

static bool is_evicted(struct ukey *ukey)
{
    bool evicted;

    mutex_lock(&ukey->mutex);
    evicted = ukey->state == UKEY_EVICTED;
    mutex_unlock(&ukey->mutex);
    return evicted;
}

/* Sends what is queued, acts on the answers, and removes the ukeys whose flows are gone by now. */
static void push(struct ukey_ops *ops, const struct round *round)
{
    struct ukey_ops more;

    ukey_ops_init(&more, ops->udpif);
    ukey_ops_push(ops);
    for (size_t i = 0; i < ops->n; i++) {
        if (ops->ops[i].op.type == DP_OP_GET) {
            apply_get(&more, &ops->ops[i], round);
        }
    }
    ukey_ops_push(&more);
    for (size_t i = 0; i < ops->n; i++) {
        if (ops->ops[i].op.type != DP_OP_MODIFY && is_evicted(ops->ops[i].ukey)) {
            ukey_remove(ops->udpif, ops->ops[i].ukey);
        }
    }
    ukey_ops_init(ops, ops->udpif);
}

static void sweep_umap(struct udpif *udpif, const struct umap *umap, const struct round *round)
{
    struct cds_lfht_iter iterator;
    struct ukey_ops ops;

    ukey_ops_init(&ops, udpif);
    for (struct ukey *ukey = umap_first(umap, &iterator); ukey; ukey = umap_next(umap, &iterator)) {
        bool evicted;

        mutex_lock(&ukey->mutex);
        evicted = ukey->state == UKEY_EVICTED;
        if (ukey->sweep_seq != round->dump_seq) { /* A walk may visit it twice. */
            ukey->sweep_seq = round->dump_seq;
            queue_sweep(&ops, ukey, round);
        }
        mutex_unlock(&ukey->mutex);
        if (evicted) {
            ukey_remove(udpif, ukey);
        }
        if (ukey_ops_full(&ops)) {
            push(&ops, round);
        }
    }
    push(&ops, round);
    rcu_quiescent_state();
}

void sweep_phase(struct udpif *udpif, const struct round *round, unsigned slice, unsigned n_slices)
{
    for (unsigned i = slice; i < udpif->config.n_umaps; i += n_slices) {
        sweep_umap(udpif, &udpif->umaps[i], round);
    }
}

/* Queues the deletion of the flow of `ukey`. */
static void queue_purge(struct ukey_ops *ops, struct ukey *ukey) REQUIRES(ukey->mutex)
{
    if (ukey->state == UKEY_VISIBLE || ukey->state == UKEY_OPERATIONAL ||
        ukey->state == UKEY_INCONSISTENT || ukey_claim_eviction(ukey)) {
        ukey_ops_delete(ops, ukey);
    }
}

static void purge_umap(struct udpif *udpif, const struct umap *umap, const uint32_t *pmd_id,
                       const struct round *round)
{
    struct cds_lfht_iter iterator;
    struct ukey_ops ops;

    ukey_ops_init(&ops, udpif);
    for (struct ukey *ukey = umap_first(umap, &iterator); ukey; ukey = umap_next(umap, &iterator)) {
        if (pmd_id && ukey->pmd_id != *pmd_id) {
            continue;
        }
        mutex_lock(&ukey->mutex);
        queue_purge(&ops, ukey);
        mutex_unlock(&ukey->mutex);
        if (is_evicted(ukey)) {
            ukey_remove(udpif, ukey);
        }
        if (ukey_ops_full(&ops)) {
            push(&ops, round);
        }
    }
    push(&ops, round);
    rcu_quiescent_state();
}

void sweep_purge(struct udpif *udpif, const uint32_t *pmd_id)
{
    for (unsigned i = 0; i < udpif->config.n_umaps; i++) {
        purge_umap(udpif, &udpif->umaps[i], pmd_id, &udpif->round);
    }
}
