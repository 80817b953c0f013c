/* What the cache shows of itself: its flows, its limit, its counters. */

#include "udpif.h"

#include <string.h>

#include "udpif_internal.h"

uint32_t udpif_flow_limit(const struct udpif *udpif)
{
    /* Relaxed: a number to show. It pairs with nothing. */
    return atomic_load_explicit(&udpif->limit.limit, memory_order_relaxed);
}

uint64_t udpif_n_flows(struct udpif *udpif)
{
    return flow_limit_n_flows(&udpif->limit);
}

uint64_t udpif_n_rounds(struct udpif *udpif)
{
    return rendezvous_n_rounds(&udpif->rendezvous);
}

void udpif_for_each_ukey(struct udpif *udpif, void (*function)(void *aux, const struct ukey_view *),
                         void *aux)
{
    for (unsigned i = 0; i < udpif->config.n_umaps; i++) {
        const struct umap *umap = &udpif->umaps[i];
        struct cds_lfht_iter iterator;

        for (struct ukey *ukey = umap_first(umap, &iterator); ukey;
             ukey = umap_next(umap, &iterator)) {
            mutex_lock(&ukey->mutex);
            function(aux, &(struct ukey_view){
                              .serial = ukey->serial,
                              .ufid = ukey->ufid,
                              .pmd_id = ukey->pmd_id,
                              .state = ukey->state,
                              .credited = ukey->base,
                              .actions = ukey_actions(ukey),
                          });
            mutex_unlock(&ukey->mutex);
        }
    }
    rcu_quiescent_state();
}

bool udpif_flow_actions(const struct udpif *udpif, const struct ufid *ufid, uint32_t pmd_id,
                        uint8_t *buffer, size_t *size)
{
    uint32_t hash = ukey_hash(ufid, pmd_id);
    const struct ukey *ukey = umap_lookup(udpif_umap(udpif, hash), hash, ufid, pmd_id);
    struct bytes actions;

    if (!ukey) {
        return false;
    }
    actions = ukey_actions(ukey);
    CHECK(actions.size <= DP_BUFFER_MAX);
    memcpy(buffer, actions.data, actions.size);
    *size = actions.size;
    return true;
}

uint64_t udpif_coverage(const struct udpif *udpif, enum coverage_counter counter)
{
    return coverage_read(&udpif->coverage, counter);
}
