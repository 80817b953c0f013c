/*
 * What the two halves of the adapter for src/ share: how the harness's terms become src/'s. Flows
 * by number become identities and some bytes of key; actions and masks by number become bytes, too.
 *
 * The other way is udpif_door.h's: what comes from src/ is not believed.
 *
 * Only the files udpif_*.c of this folder know src/'s headers. What they keep between calls is
 * udpif_memory.h's business.
 */
#ifndef CACHE_UDPIF_ADAPTER_H
#define CACHE_UDPIF_ADAPTER_H 1

#include "cache/cache.h"
#include "cache/udpif_bytes.h"
#include "udpif.h"

/* The world as src/ is to see it: it passes on to `world`. */
extern const struct datapath udpif_world_datapath;
extern const struct translation udpif_world_translation;
extern const struct udpif_observer udpif_world_observer;
void udpif_world_set(const struct cache_world *world);

/* The cache that exists, for tests that look inside it; NULL: none. */
struct udpif *udpif_adapter_cache(void);

/* The identities of flows: as if each were a hash of the flow's key; or, if they are to collide, with
 * the same first word, by which they are told apart in tables, and differing in one other. */
extern bool identities_collide;

static inline struct ufid ufid_of(unsigned flow)
{
    struct ufid ufid = {{flow * 0x9e3779b1U + 1, flow * 0x85ebca6bU, ~flow, flow}};

    if (identities_collide) {
        ufid = (struct ufid){{1, 0, 0, 0}};
        ufid.u32[1 + flow % 3] = flow;
    }
    return ufid;
}

/* Of any identity, also one that is no flow's. */
static inline unsigned flow_of(const struct ufid *ufid)
{
    if (identities_collide) {
        return ufid->u32[1] | ufid->u32[2] | ufid->u32[3];
    }
    return ufid->u32[3];
}

static inline uint32_t pmd_id_of(unsigned pmd)
{
    return pmd == CACHE_PMD_NULL ? PMD_ID_NULL : pmd;
}

static inline unsigned pmd_of(uint32_t pmd_id)
{
    return pmd_id == PMD_ID_NULL ? CACHE_PMD_NULL : pmd_id;
}

/* A packet of the world's is so many of the cache's. */
extern uint64_t packets_per_hit;

static inline struct flow_stats stats_to_src(const struct cache_stats *stats)
{
    return (struct flow_stats){
        .n_packets = stats->n_packets * packets_per_hit,
        .n_bytes = stats->n_bytes,
        .used_ms = stats->used_ms,
        .tcp_flags = stats->tcp_flags,
        .layer = stats->layer,
        .offloaded = stats->offloaded,
    };
}

#endif /* udpif_adapter.h */
