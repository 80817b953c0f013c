#include "ovs/dumps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <latch.h>
#include "model/slots.h"
#include "ovs/recirculation.h"
#include "ovs/watch.h"
#include "ovs/world.h"

enum { MAX_RECORDS = 64 };

static uint8_t layers_read[MODEL_SLOTS][RUNTIME_MAX_ACTORS];

static uint8_t *layer_of(struct identity of)
{
    return &layers_read[model_slot(of.flow, of.pmd)][actor_self()];
}

void flow_layers_begin(void)
{
    memset(layers_read, 0, model_n_slots * sizeof layers_read[0]);
}

uint8_t flow_layer_read(struct identity of)
{
    return *layer_of(of);
}

void flow_stats_to_ovs(struct identity of, const struct cache_stats *from,
                       struct dpif_flow_stats *to)
{
    *layer_of(of) = from->layer;
    to->n_packets = from->n_packets;
    to->n_bytes = from->n_bytes;
    to->used = (long long int)from->used_ms;
    to->tcp_flags = from->tcp_flags;
}

void flow_fill_full(struct dpif_flow *flow, struct identity of, uint32_t mask, uint32_t actions,
                    struct flow_buffer *buffer)
{
    struct ofpbuf part;

    ofpbuf_use_stack(&part, buffer->key, sizeof buffer->key);
    identity_key(of, &part);
    flow->key = part.data;
    flow->key_len = part.size;
    ofpbuf_use_stack(&part, buffer->mask, sizeof buffer->mask);
    identity_mask(of, mask, &part);
    flow->mask = part.data;
    flow->mask_len = part.size;
    ofpbuf_use_stack(&part, buffer->actions, sizeof buffer->actions);
    identity_actions(actions, &part);
    recirculation_show(of.flow, of.pmd, actions, &part);
    flow->actions = part.data;
    flow->actions_len = part.size;
}

void flow_fill(struct dpif_flow *flow, struct identity of, const struct cache_stats *stats)
{
    memset(flow, 0, sizeof *flow);
    flow->ufid = identity_ufid(of.flow);
    flow->ufid_present = true;
    flow->pmd_id = identity_pmd_id(of.pmd);
    flow->attrs.offloaded = stats->offloaded;
    flow->attrs.dp_layer = stats->layer == 0 ? "ovs" : stats->layer == 1 ? "tc" : "dpdk";
    flow_stats_to_ovs(of, stats, &flow->stats);
}

struct dump {
    struct dpif_flow_dump up;
    bool failed;
};

struct dump_thread {
    struct dpif_flow_dump_thread up;
    bool failed;
    unsigned number; /* The world's. */
    struct flow_buffer buffers[MAX_RECORDS];
};

struct dpif_flow_dump *dumps_create(const struct dpif *dpif, bool terse,
                                    struct dpif_flow_dump_types *types)
{
    struct dump *dump = xzalloc(sizeof *dump);

    dpif_flow_dump_init(&dump->up, dpif);
    dump->up.terse = terse;
    ovs_round_begins();
    dump->failed = !ovs_world->dump_create(terse);
    return &dump->up;
}

int dumps_destroy(struct dpif_flow_dump *up)
{
    struct dump *dump = CONTAINER_OF(up, struct dump, up);
    int error = dump->failed ? EINTR : ovs_world->dump_destroy();

    free(dump);
    watch_dump_ended(!error);
    return error;
}

struct dpif_flow_dump_thread *dumps_thread_create(struct dpif_flow_dump *up)
{
    struct dump *dump = CONTAINER_OF(up, struct dump, up);
    struct dump_thread *thread = xmalloc(sizeof *thread);

    dpif_flow_dump_thread_init(&thread->up, up);
    thread->failed = dump->failed;
    thread->number = dump->failed ? 0 : ovs_world->dump_thread_create();
    return &thread->up;
}

void dumps_thread_destroy(struct dpif_flow_dump_thread *up)
{
    struct dump_thread *thread = CONTAINER_OF(up, struct dump_thread, up);

    watch_look();
    if (!thread->failed) {
        ovs_world->dump_thread_destroy(thread->number);
    }
    free(thread);
}

int dumps_next(struct dpif_flow_dump_thread *up, struct dpif_flow *flows, int max)
{
    struct dump_thread *thread = CONTAINER_OF(up, struct dump_thread, up);
    struct cache_record records[MAX_RECORDS];
    size_t n;

    watch_look();
    if (thread->failed) {
        return 0;
    }
    n = ovs_world->dump_next(thread->number, records, (size_t)MIN(max, MAX_RECORDS));
    for (size_t i = 0; i < n; i++) {
        struct identity of = {.flow = records[i].flow, .pmd = records[i].pmd};

        flow_fill(&flows[i], of, &records[i].stats);
        if (records[i].full) {
            flow_fill_full(&flows[i], of, records[i].mask, records[i].actions, &thread->buffers[i]);
        }
    }
    return (int)n;
}
