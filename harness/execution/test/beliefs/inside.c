#include "inside.h"

#include "cache/udpif_adapter.h"

void inside_look(struct inside *inside, const struct udpif *udpif)
{
    inside->udpif = udpif;
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        inside->ukeys[slot] = NULL;
    }
    for (unsigned i = 0; i < udpif->config.n_umaps; i++) {
        struct cds_lfht_iter iterator;
        struct cds_lfht_node *node;

        cds_lfht_first(udpif->umaps[i].ukeys, &iterator);
        while ((node = cds_lfht_iter_get_node(&iterator))) {
            const struct ukey *ukey = caa_container_of(node, struct ukey, node);

            inside->ukeys[model_slot(flow_of(&ukey->ufid), pmd_of(ukey->pmd_id))] = ukey;
            cds_lfht_next(udpif->umaps[i].ukeys, &iterator);
        }
    }
}

uint64_t inside_used_ms(const struct ukey *ukey) NO_THREAD_SAFETY_ANALYSIS
{
    return ukey->base.used_ms ? ukey->base.used_ms : ukey->created_ms;
}

static bool has_new_packets(const struct ukey *ukey,
                            const struct cache_stats *stats) NO_THREAD_SAFETY_ANALYSIS
{
    if (ukey->layer_known && ukey->base.layer != stats->layer) {
        return stats->n_packets;
    }
    return stats->n_packets * packets_per_hit > ukey->base.n_packets &&
           stats->n_bytes >= ukey->base.n_bytes;
}

uint64_t inside_used_by_ms(const struct ukey *ukey, const struct cache_stats *stats,
                           uint64_t now_ms)
{
    return stats->used_ms                 ? stats->used_ms
           : has_new_packets(ukey, stats) ? now_ms
                                          : inside_used_ms(ukey);
}
