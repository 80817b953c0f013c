/*
 * A datapath for Open vSwitch's real dpif.c: a class whose functions call the harness's world.
 */
#include "ovs/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <latch.h>
#include <lib/dpif-provider.h>
#include "model/model.h"
#include "ovs/promises.h"
#include "ovs/queue.h"
#include "ovs/watch.h"
#include "ovs/world.h"
#include "runtime/pthread_api.h"

enum { MAX_OPS = 128, MAX_RECORDS = 64, BUFFER = 512 };

const struct cache_world *ovs_world;

static struct dpif the_dpif;
static pthread_rwlock_t upcalls_lock = PTHREAD_RWLOCK_INITIALIZER; /* Held by main: disabled. */
static bool upcalls_enabled;
static upcall_callback *upcall_callback_;
static dp_purge_callback *purge_callback;
static void *upcall_aux, *purge_aux;

/* Flows, as a dump or a get hands them out. */

struct flow_buffer {
    uint64_t key[BUFFER / 8], mask[BUFFER / 8], actions[BUFFER / 8];
};

static void stats_to_ovs(const struct cache_stats *from, struct dpif_flow_stats *to)
{
    to->n_packets = from->n_packets;
    to->n_bytes = from->n_bytes;
    to->used = (long long int)from->used_ms;
    to->tcp_flags = from->tcp_flags;
}

static void fill_full(struct dpif_flow *flow, struct identity of, uint32_t mask, uint32_t actions,
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
    flow->actions = part.data;
    flow->actions_len = part.size;
}

static void fill_flow(struct dpif_flow *flow, struct identity of, const struct cache_stats *stats)
{
    memset(flow, 0, sizeof *flow);
    flow->ufid = identity_ufid(of.flow);
    flow->ufid_present = true;
    flow->pmd_id = identity_pmd_id(of.pmd);
    flow->attrs.offloaded = stats->offloaded;
    flow->attrs.dp_layer = stats->layer == 0 ? "ovs" : stats->layer == 1 ? "tc" : "dpdk";
    stats_to_ovs(stats, &flow->stats);
}

/* Operations. */

static void op_begin(const struct dpif_op *op, struct cache_op *into)
{
    static const char tag[] = "OPS";
    struct identity of;

    memset(into, 0, sizeof *into);
    switch (op->type) {
    case DPIF_OP_FLOW_PUT:
        of = identity_of_ufid(tag, op->flow_put.ufid, op->flow_put.pmd_id);
        into->type = op->flow_put.flags & DPIF_FP_CREATE ? CACHE_PUT : CACHE_MODIFY;
        into->actions =
            identity_actions_number(tag, op->flow_put.actions, op->flow_put.actions_len);
        into->mask = identity_mask_number(tag, op->flow_put.key, op->flow_put.key_len,
                                          op->flow_put.mask, op->flow_put.mask_len);
        break;
    case DPIF_OP_FLOW_DEL:
        of = identity_of_ufid(tag, op->flow_del.ufid, op->flow_del.pmd_id);
        into->type = CACHE_DELETE;
        break;
    case DPIF_OP_FLOW_GET:
        of = identity_of_ufid(tag, op->flow_get.ufid, op->flow_get.pmd_id);
        into->type = CACHE_GET;
        break;
    case DPIF_OP_EXECUTE:
    default:
        of = identity_of_flow(tag, op->execute.flow);
        into->type = CACHE_EXECUTE;
        into->packet = identity_packet_number(dp_packet_data(op->execute.packet),
                                              dp_packet_size(op->execute.packet));
        /* Here a flow has one key: its packets are put and executed with that. */
        into->other_key = model_packet_has_other_key(into->packet);
        into->actions =
            watch_execution(into->packet, identity_actions_number(tag, op->execute.actions,
                                                                  op->execute.actions_len));
        break;
    }
    into->flow = of.flow;
    into->pmd = of.pmd;
}

static void op_finish(struct dpif_op *op, const struct cache_op *done)
{
    struct identity of = {.flow = done->flow, .pmd = done->pmd};

    op->error = done->error;
    if (op->type == DPIF_OP_FLOW_DEL && op->flow_del.stats) {
        stats_to_ovs(&done->stats, op->flow_del.stats);
    } else if (op->type == DPIF_OP_FLOW_GET && !op->error) {
        struct flow_buffer *buffer = ofpbuf_put_zeros(op->flow_get.buffer, sizeof *buffer);

        fill_flow(op->flow_get.flow, of, &done->stats);
        fill_full(op->flow_get.flow, of, done->mask, done->actions, buffer);
    }
}

static void operate(struct dpif *dpif, struct dpif_op **ops, size_t n,
                    enum dpif_offload_type offload)
{
    struct cache_op converted[MAX_OPS];

    if (n > MAX_OPS) {
        runtime_violation("OPS", "a batch of %zu operations; %d is the most", n, MAX_OPS);
    }
    watch_look();
    for (size_t i = 0; i < n; i++) {
        op_begin(ops[i], &converted[i]);
    }
    ovs_world->operate(converted, n);
    for (size_t i = 0; i < n; i++) {
        op_finish(ops[i], &converted[i]);
    }
}

static int get_stats(const struct dpif *dpif, struct dpif_dp_stats *stats)
{
    memset(stats, 0, sizeof *stats);
    watch_look();
    stats->n_flows = ovs_world->n_flows();
    return 0;
}

/* What is left vanishes: a flush answers no counters. */
static int flow_flush(struct dpif *dpif)
{
    for (uint32_t slots = model_live_slots(); slots; slots &= slots - 1) {
        const struct model_instance *live = model_live_in((unsigned)__builtin_ctz(slots));

        if (live) {
            model_vanish(live->flow, live->pmd);
        }
    }
    return 0;
}

/* Dumps. */

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

static struct dpif_flow_dump *dump_create(const struct dpif *dpif, bool terse,
                                          struct dpif_flow_dump_types *types)
{
    struct dump *dump = xzalloc(sizeof *dump);

    dpif_flow_dump_init(&dump->up, dpif);
    dump->up.terse = terse;
    ovs_round_begins();
    dump->failed = !ovs_world->dump_create(terse);
    return &dump->up;
}

static int dump_destroy(struct dpif_flow_dump *up)
{
    struct dump *dump = CONTAINER_OF(up, struct dump, up);
    int error = dump->failed ? EINTR : ovs_world->dump_destroy();

    free(dump);
    watch_dump_ended(!error);
    return error;
}

static struct dpif_flow_dump_thread *dump_thread_create(struct dpif_flow_dump *up)
{
    struct dump *dump = CONTAINER_OF(up, struct dump, up);
    struct dump_thread *thread = xmalloc(sizeof *thread);

    dpif_flow_dump_thread_init(&thread->up, up);
    thread->failed = dump->failed;
    thread->number = dump->failed ? 0 : ovs_world->dump_thread_create();
    return &thread->up;
}

static void dump_thread_destroy(struct dpif_flow_dump_thread *up)
{
    struct dump_thread *thread = CONTAINER_OF(up, struct dump_thread, up);

    watch_look();
    if (!thread->failed) {
        ovs_world->dump_thread_destroy(thread->number);
    }
    free(thread);
}

static int dump_next(struct dpif_flow_dump_thread *up, struct dpif_flow *flows, int max)
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

        fill_flow(&flows[i], of, &records[i].stats);
        if (records[i].full) {
            fill_full(&flows[i], of, records[i].mask, records[i].actions, &thread->buffers[i]);
        }
    }
    return (int)n;
}

/* Upcalls. */

static int handlers_set(struct dpif *dpif, uint32_t n_handlers)
{
    ovs_queues_set(n_handlers);
    return 0;
}

static int recv_upcall(struct dpif *dpif, uint32_t handler, struct dpif_upcall *upcall,
                       struct ofpbuf *buffer)
{
    return ovs_queue_take(handler, upcall, buffer);
}

static void recv_wait(struct dpif *dpif, uint32_t handler)
{
    ovs_queue_wait(handler);
}

static void register_purge(struct dpif *dpif, dp_purge_callback *callback, void *aux)
{
    purge_callback = callback;
    purge_aux = aux;
}

static void register_upcall(struct dpif *dpif, upcall_callback *callback, void *aux)
{
    upcall_callback_ = callback;
    upcall_aux = aux;
}

static void enable_upcall(struct dpif *dpif)
{
    if (!upcalls_enabled) {
        upcalls_enabled = true;
        runtime_pthread_rwlock_unlock(&upcalls_lock);
    }
}

/* Waits for packet threads that are in an upcall. */
static void disable_upcall(struct dpif *dpif)
{
    if (upcalls_enabled) {
        runtime_pthread_rwlock_wrlock(&upcalls_lock);
        upcalls_enabled = false;
    }
}

static const struct dpif_class class = {
    .type = "harness",
    .get_stats = get_stats,
    .flow_flush = flow_flush,
    .flow_dump_create = dump_create,
    .flow_dump_destroy = dump_destroy,
    .flow_dump_thread_create = dump_thread_create,
    .flow_dump_thread_destroy = dump_thread_destroy,
    .flow_dump_next = dump_next,
    .operate = operate,
    .handlers_set = handlers_set,
    .recv = recv_upcall,
    .recv_wait = recv_wait,
    .register_dp_purge_cb = register_purge,
    .register_upcall_cb = register_upcall,
    .enable_upcall = enable_upcall,
    .disable_upcall = disable_upcall,
};

struct dpif *ovs_datapath_open(unsigned queue_capacity)
{
    memset(&the_dpif, 0, sizeof the_dpif);
    dpif_init(&the_dpif, &class, "harness", 0, 0);
    ovs_queues_begin(queue_capacity);
    runtime_pthread_rwlock_init(&upcalls_lock, NULL);
    runtime_pthread_rwlock_wrlock(&upcalls_lock);
    upcalls_enabled = false;
    return &the_dpif;
}

void ovs_datapath_close(void)
{
    enable_upcall(&the_dpif);
    runtime_pthread_rwlock_destroy(&upcalls_lock);
    free(the_dpif.base_name);
    free(the_dpif.full_name);
}

int ovs_datapath_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                      const struct cache_stats *stats, enum cache_upcall kind)
{
    /* A packet thread has no queue to handlers: it calls upcall_cb, or drops the packet. */
    return upcalls_enabled && pmd == CACHE_PMD_NULL
               ? ovs_queue_add(hint, (struct identity){flow, pmd}, packet, kind == CACHE_ACTION)
               : ESHUTDOWN;
}

/* What the packet thread of a datapath in userspace does with a miss. */
static int call_upcall(struct identity of, uint64_t packet, uint32_t *actions, uint32_t *mask,
                       uint32_t *execute)
{
    uint64_t actions_stub[64], put_stub[64];
    uint8_t bytes[IDENTITY_PACKET_SIZE];
    ovs_u128 ufid = identity_ufid(of.flow);
    struct ofpbuf done, put;
    struct flow_wildcards wc;
    struct dp_packet buffer;
    struct flow flow;
    int error;

    ofpbuf_use_stub(&done, actions_stub, sizeof actions_stub);
    ofpbuf_use_stub(&put, put_stub, sizeof put_stub);
    identity_flow(of, &flow);
    identity_packet(of, packet, bytes);
    dp_packet_use_const(&buffer, bytes, sizeof bytes);
    error = upcall_callback_(&buffer, &flow, &ufid, identity_pmd_id(of.pmd), DPIF_UC_MISS, NULL,
                             &done, &wc, &put, upcall_aux);
    *execute = identity_actions_number("OPS", done.data, done.size);
    *actions = put.size ? identity_actions_number("OPS", put.data, put.size) : *execute;
    *mask = 0;
    for (unsigned i = 0; !error && i < 4; i++) {
        *mask |= (uint32_t)wc.masks.dl_src.ea[i] << (8 * i);
    }
    *execute = watch_execution(packet, *execute);
    ofpbuf_uninit(&done);
    ofpbuf_uninit(&put);
    return error;
}

int ovs_datapath_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                        const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                        uint32_t *execute)
{
    int error;

    if (runtime_pthread_rwlock_tryrdlock(&upcalls_lock)) {
        return ESHUTDOWN;
    }
    promises_called(CALLED_UPCALL);
    watch_upcall_begin(flow, pmd, packet, true);
    error = call_upcall((struct identity){flow, pmd}, packet, actions, mask, execute);
    watch_upcalls_end();
    runtime_pthread_rwlock_unlock(&upcalls_lock);
    return error ? ENOSPC : 0;
}

void ovs_datapath_purge(unsigned pmd)
{
    if (purge_callback) {
        purge_callback(purge_aux, identity_pmd_id(pmd));
    }
}
