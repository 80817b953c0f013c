/*
 * What the two halves of the adapter for src/ share: how the harness's terms become src/'s. Flows
 * by number become identities and a few bytes of key; actions and masks by number become four
 * bytes.
 *
 * The other way is udpif_door.h's: what comes from src/ is not believed.
 *
 * Only the files udpif_*.c of this folder know src/'s headers. What they keep between calls is
 * udpif_memory.h's business.
 */
#ifndef CACHE_UDPIF_ADAPTER_H
#define CACHE_UDPIF_ADAPTER_H 1

#include "cache/cache.h"
#include "udpif.h"

/* The world as src/ is to see it: it passes on to `world`. */
extern const struct datapath udpif_world_datapath;
extern const struct translation udpif_world_translation;
extern const struct udpif_observer udpif_world_observer;
void udpif_world_set(const struct cache_world *world);

/* The cache that exists, for tests that look inside it; NULL: none. */
struct udpif *udpif_adapter_cache(void);

struct number {
    uint8_t bytes[4];
};

static inline struct number number_of(uint32_t value)
{
    return (struct number){
        {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value}};
}

static inline uint32_t number_value(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline struct bytes bytes_of(const struct number *number)
{
    return (struct bytes){.data = number->bytes, .size = sizeof number->bytes};
}

static inline struct ufid ufid_of(unsigned flow)
{
    return (struct ufid){{flow * 0x9e3779b1U + 1, 0, 0, flow}};
}

static inline unsigned flow_of(const struct ufid *ufid)
{
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

static inline struct flow_stats stats_to_src(const struct cache_stats *stats)
{
    return (struct flow_stats){
        .n_packets = stats->n_packets,
        .n_bytes = stats->n_bytes,
        .used_ms = stats->used_ms,
        .layer = stats->layer,
        .offloaded = stats->offloaded,
    };
}

static inline struct cache_stats stats_from_src(const struct flow_stats *stats)
{
    return (struct cache_stats){
        .n_packets = stats->n_packets,
        .n_bytes = stats->n_bytes,
        .used_ms = stats->used_ms,
        .layer = stats->layer,
        .offloaded = stats->offloaded,
    };
}

static inline void buffer_fill(uint8_t *to, size_t *size, uint32_t value)
{
    struct number number = number_of(value);

    for (*size = 0; *size < sizeof number.bytes; ++*size) {
        to[*size] = number.bytes[*size];
    }
}

#endif /* udpif_adapter.h */
