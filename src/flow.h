/*
 * What a flow is to the cache: an identity, some opaque bytes, and counters.
 */
#ifndef FLOW_H
#define FLOW_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A flow's unique identifier, as the datapath and the cache both compute it from the flow's key. */
struct ufid {
    uint32_t u32[4];
};

static inline bool ufid_equals(const struct ufid *a, const struct ufid *b)
{
    return a->u32[0] == b->u32[0] && a->u32[1] == b->u32[1] && a->u32[2] == b->u32[2] &&
           a->u32[3] == b->u32[3];
}

/* The packet thread (PMD) that a flow belongs to in a datapath that keeps a flow table per thread;
 * PMD_ID_NULL in a datapath that has one table. It is part of a flow's identity. */
#define PMD_ID_NULL UINT32_MAX

/* Bytes that the cache stores and compares and never interprets. Not owned. */
struct bytes {
    const void *data;
    size_t size;
};

bool bytes_equal(struct bytes, struct bytes);

/* Where a datapath keeps a flow's counters. A flow that moves to another layer starts there with
 * new counters. */
enum dp_layer {
    DP_LAYER_SOFTWARE, /* The datapath itself ("ovs"). */
    DP_LAYER_TC,       /* Linux traffic control. */
    DP_LAYER_HARDWARE, /* A network card, and nowhere else. */
    DP_LAYERS
};

/* Counters of one flow instance, from its installation on. */
struct flow_stats {
    uint64_t n_packets;
    uint64_t n_bytes;
    uint64_t used_ms;   /* When it was last hit, on the monotonic clock; 0: never. */
    uint16_t tcp_flags; /* All TCP flags seen, or-ed. */
    uint8_t layer;      /* enum dp_layer that counted. */
    bool offloaded;     /* The counters lag behind by up to offloaded_stats_delay_ms. */
};

#endif /* flow.h */
