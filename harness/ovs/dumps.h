/*
 * The datapath's flows as Open vSwitch reads them: the dump functions of its class, and what a get hands out.
 */
#ifndef OVS_DUMPS_H
#define OVS_DUMPS_H 1

#include "ovs/identity.h"

#include <lib/dpif-provider.h>

/* Where a flow's key, mask and actions lie. */
enum { FLOW_BUFFER = 512 };
struct flow_buffer {
    uint64_t key[FLOW_BUFFER / 8], mask[FLOW_BUFFER / 8], actions[FLOW_BUFFER / 8];
};

void flow_stats_to_ovs(struct identity, const struct cache_stats *from, struct dpif_flow_stats *to);
/* All but what a terse dump leaves out. */
void flow_fill(struct dpif_flow *, struct identity, const struct cache_stats *);
/* That, into `buffer`, which must stay as long as the flow. */
void flow_fill_full(struct dpif_flow *, struct identity, uint32_t mask, uint32_t actions,
                    struct flow_buffer *buffer);

/* The layer that a flow's counters were in when the running actor read them last, which Open vSwitch's push of
 * them does not say. */
void flow_layers_begin(void);
uint8_t flow_layer_read(struct identity);

/* For struct dpif_class. */
struct dpif_flow_dump *dumps_create(const struct dpif *, bool terse, struct dpif_flow_dump_types *);
int dumps_destroy(struct dpif_flow_dump *);
struct dpif_flow_dump_thread *dumps_thread_create(struct dpif_flow_dump *);
void dumps_thread_destroy(struct dpif_flow_dump_thread *);
int dumps_next(struct dpif_flow_dump_thread *, struct dpif_flow *flows, int max);

#endif /* dumps.h */
