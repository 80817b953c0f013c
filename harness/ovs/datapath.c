/*
 * A datapath for Open vSwitch's real dpif.c: a class whose functions call the harness's world.
 */
#include "ovs/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <latch.h>
#include "model/model.h"
#include "ovs/dumps.h"
#include "ovs/promise/promises.h"
#include "ovs/promise/refused.h"
#include "ovs/queue.h"
#include "ovs/recirculation.h"
#include "ovs/watch.h"
#include "ovs/world.h"
#include "runtime/pthread_api.h"

enum { MAX_OPS = 128 };

const struct cache_world *ovs_world;

static struct dpif the_dpif;
static pthread_rwlock_t upcalls_lock = PTHREAD_RWLOCK_INITIALIZER; /* Held by main: disabled. */
static bool upcalls_enabled;
static upcall_callback *upcall_callback_;
static dp_purge_callback *purge_callback;
static void *upcall_aux, *purge_aux;

/* Operations. */

static void look_at_put(unsigned flow, const struct cache_op *op, const struct nlattr *actions,
                        size_t len)
{
    bool modifies = op->type == CACHE_MODIFY;
    const char *what = modifies ? "a modify" : "a put";

    if (recirculation_is_held(what, flow, actions, len)) {
        watch_counted(modifies ? "recirculation-modified" : "recirculation-put");
    }
    if (identity_slow_reason(op->actions)) {
        watch_counted(modifies ? "slow-path-modified" : "slow-path-put");
    }
}

/* Returns whether it is a delete without a ukey of a flow that upstream refuses. */
static bool op_begin(const struct dpif_op *op, struct cache_op *into)
{
    static const char tag[] = "OPS";
    struct identity of;
    bool is_refused = false;

    memset(into, 0, sizeof *into);
    switch (op->type) {
    case DPIF_OP_FLOW_PUT:
        of = identity_of_ufid(tag, op->flow_put.ufid, op->flow_put.pmd_id);
        into->type = op->flow_put.flags & DPIF_FP_CREATE ? CACHE_PUT : CACHE_MODIFY;
        into->actions =
            identity_actions_number(tag, op->flow_put.actions, op->flow_put.actions_len);
        look_at_put(of.flow, into, op->flow_put.actions, op->flow_put.actions_len);
        into->mask = identity_mask_number(tag, op->flow_put.key, op->flow_put.key_len,
                                          op->flow_put.mask, op->flow_put.mask_len);
        break;
    case DPIF_OP_FLOW_DEL:
        of = identity_of_ufid(tag, op->flow_del.ufid, op->flow_del.pmd_id);
        into->type = CACHE_DELETE;
        is_refused = refused_delete_begins(of, ovs_is_without_ukey(op));
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
    return is_refused;
}

static void op_finish(struct dpif_op *op, const struct cache_op *done, bool was_refused)
{
    struct identity of = {.flow = done->flow, .pmd = done->pmd};

    op->error = done->error;
    if (op->type == DPIF_OP_FLOW_DEL) {
        watch_look();
        refused_delete_is_over(of, was_refused, op->error);
    } else if (op->type == DPIF_OP_FLOW_GET) {
        refused_was_got(of, op->error);
    }
    if (op->type == DPIF_OP_FLOW_DEL && op->flow_del.stats) {
        flow_stats_to_ovs(of, &done->stats, op->flow_del.stats);
    } else if (op->type == DPIF_OP_FLOW_GET && !op->error) {
        struct flow_buffer *buffer = ofpbuf_put_zeros(op->flow_get.buffer, sizeof *buffer);

        flow_fill(op->flow_get.flow, of, &done->stats);
        flow_fill_full(op->flow_get.flow, of, done->mask, done->actions, buffer);
    }
}

static void operate(struct dpif *dpif, struct dpif_op **ops, size_t n,
                    enum dpif_offload_type offload)
{
    struct cache_op converted[MAX_OPS];
    bool is_refused[MAX_OPS];

    if (n > MAX_OPS) {
        runtime_violation("OPS", "a batch of %zu operations; %d is the most", n, MAX_OPS);
    }
    watch_look();
    for (size_t i = 0; i < n; i++) {
        is_refused[i] = op_begin(ops[i], &converted[i]);
    }
    ovs_world->operate(converted, n);
    for (size_t i = 0; i < n; i++) {
        op_finish(ops[i], &converted[i], is_refused[i]);
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
    struct slot_walk walk = slot_walk(model_live_slots());
    unsigned slot;

    while (slot_walk_on(&walk, &slot)) {
        const struct model_instance *live = model_live_in(slot);

        if (live) {
            model_vanish(live->flow, live->pmd);
        }
    }
    return 0;
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

/* It has no ports: newer versions count the flows that these have in hardware. */
static int port_dump_start(const struct dpif *dpif, void **state)
{
    *state = NULL;
    return 0;
}

static int port_dump_next(const struct dpif *dpif, void *state, struct dpif_port *port)
{
    return EOF;
}

static int port_dump_done(const struct dpif *dpif, void *state)
{
    return 0;
}

/* TRAP(NAME) for each member that dpif.c calls and that is not here; ci/lib/ovs/members.py has written it. */
static _Noreturn void trapped(const char *member)
{
    runtime_violation("HARNESS",
                      "lib/dpif.c calls dpif_class.%s, which harness/ovs/datapath.c does not have: "
                      "write it there",
                      member);
}
#define TRAP(NAME)                \
    static void trap_##NAME(void) \
    {                             \
        trapped(#NAME);           \
    }
#include <ukeyfuzz-members.h>
#undef TRAP
#define TRAP(NAME) .NAME = (__typeof__(((struct dpif_class *)0)->NAME))trap_##NAME,

static const struct dpif_class class = {
#include <ukeyfuzz-members.h>

    .type = "harness",
    .port_dump_start = port_dump_start,
    .port_dump_next = port_dump_next,
    .port_dump_done = port_dump_done,
    .get_stats = get_stats,
    .flow_flush = flow_flush,
    .flow_dump_create = dumps_create,
    .flow_dump_destroy = dumps_destroy,
    .flow_dump_thread_create = dumps_thread_create,
    .flow_dump_thread_destroy = dumps_thread_destroy,
    .flow_dump_next = dumps_next,
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
    flow_layers_begin();
    refused_begin();
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
