#include "dump.h"

#include "confirm.h"
#include "install.h"
#include "revalidate.h"
#include "udpif_internal.h"

/* Makes a ukey for a flow that the dump has shown and nobody here knows. One that cannot be kept,
 * because it holds references that nobody has taken, gets a ukey all the same, to delete it: then
 * no handler can put another flow in its place before the delete arrives. */
static struct ukey *adopt(struct udpif *udpif, const struct dp_record *record,
                          const struct round *round, bool *unadoptable)
{
    const struct translation *translation = &udpif->translation;
    struct dp_flow_buffer buffer;
    struct ukey_seed seed = {
        .ufid = record->ufid,
        .pmd_id = record->pmd_id,
        .key = record->key,
        .mask = record->mask,
        .actions = record->actions,
        .reval_seq = round->reval_seq - 1, /* Where it came from is unknown (upstream 57db02104). */
        .used_ms = record->stats.used_ms,
    };

    if (!seed.key.size) {
        if (flow_get(udpif, &record->ufid, record->pmd_id, &buffer)) {
            return NULL;
        }
        seed.key = (struct bytes){.data = buffer.key, .size = buffer.key_size};
        seed.mask = (struct bytes){.data = buffer.mask, .size = buffer.mask_size};
        seed.actions = (struct bytes){.data = buffer.actions, .size = buffer.actions_size};
    }
    *unadoptable = translation->adopt(translation->aux, seed.key, seed.actions) != 0;
    coverage_inc(&udpif->coverage,
                 *unadoptable ? COVERAGE_ukey_unadoptable : COVERAGE_ukey_adopted);
    return ukey_create(udpif, &seed);
}

static void handle_record(struct ukey_ops *ops, struct ukey *ukey, const struct dp_record *record,
                          const struct round *round) REQUIRES(ukey->mutex)
{
    struct coverage *coverage = &ops->udpif->coverage;

    if (ukey->put_pending) {
        coverage_inc(coverage, COVERAGE_dumped_pending_flow);
        return;
    }
    if (ukey->dump_seq == round->dump_seq) {
        coverage_inc(coverage, COVERAGE_dumped_duplicate_flow);
        return;
    }
    if (ukey->state > UKEY_INCONSISTENT) {
        return; /* A delete failed; the sweep sends it again. Or the flow is gone. */
    }
    ukey->dump_seq = round->dump_seq;
    ukey->missed_dumps = 0;
    if (ukey->state == UKEY_INCONSISTENT) {
        coverage_inc(coverage, COVERAGE_dumped_inconsistent_flow);
        ukey_ops_delete(ops, ukey);
        return;
    }
    coverage_inc(coverage, COVERAGE_dumped_new_flow);
    if (ukey->state == UKEY_VISIBLE && !ukey_confirm(ops, ukey, record)) {
        return;
    }
    revalidate_and_queue(ops, ukey, &record->stats, round);
}

static void dumped(struct udpif *udpif, struct ukey_ops *ops, const struct dp_record *record,
                   const struct round *round)
{
    uint32_t hash = ukey_hash(&record->ufid, record->pmd_id);
    struct ukey *ukey = umap_lookup(udpif_umap(udpif, hash), hash, &record->ufid, record->pmd_id);
    bool unadoptable = false;

    if (ukey) {
        /* Busy: the sweep will wait for it. */
        if (!mutex_trylock(&ukey->mutex)) {
            coverage_inc(&udpif->coverage, COVERAGE_upcall_ukey_contention);
            return;
        }
    } else {
        ukey = adopt(udpif, record, round, &unadoptable);
        if (!ukey) {
            return;
        }
        if (!ukey_install_adopted(udpif, ukey)) {
            coverage_inc(&udpif->coverage, COVERAGE_upcall_ukey_contention);
            ukey_destroy(ukey);
            return;
        }
        if (!unadoptable) {
            ukey_transition(ukey, UKEY_OPERATIONAL);
        }
    }
    if (unadoptable) {
        ukey->dump_seq = round->dump_seq;
        ukey_ops_delete(ops, ukey);
    } else {
        handle_record(ops, ukey, record, round);
    }
    mutex_unlock(&ukey->mutex);
}

void dump_phase(struct udpif *udpif, const struct round *round)
{
    const struct datapath *datapath = &udpif->datapath;
    struct dp_dump_thread *thread;

    if (!round->dump) {
        return;
    }
    thread = datapath->dump_thread_create(datapath->aux, round->dump);
    for (;;) {
        struct dp_record records[REVALIDATE_MAX_BATCH];
        struct ukey_ops ops;
        size_t n =
            datapath->dump_next(datapath->aux, thread, records, udpif->config.revalidate_batch);

        if (!n) {
            break;
        }
        ukey_ops_init(&ops, udpif);
        for (size_t i = 0; i < n; i++) {
            dumped(udpif, &ops, &records[i], round);
        }
        ukey_ops_push(&ops);
        rcu_quiescent_state();
    }
    datapath->dump_thread_destroy(datapath->aux, thread);
}
