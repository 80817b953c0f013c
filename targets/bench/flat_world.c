#include "flat_world.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { KEY_SIZE = 64, ACTIONS_SIZE = 32 };

/* The tick in which the flow was put, plus 1; 0: it is not there. By place. */
static _Atomic uint32_t *put_ticks;
static uint32_t n_places;                     /* A power of two. */
static uint32_t n_flows_max;                  /* Flows 0 .. n_flows_max - 1 exist. */
static _Alignas(64) _Atomic uint64_t n_flows; /* Written all the time: on a line of its own. */
static _Alignas(64) _Atomic uint32_t tick;
static _Atomic uint64_t n_hits_of_deleted;

/* Threads count their credits apart, or the count would be what limits them. */
enum { CREDITORS_MAX = 256 };
struct creditor {
    _Alignas(64) _Atomic uint64_t n_packets;
};
static struct creditor creditors[CREDITORS_MAX];
static _Atomic unsigned n_creditors;
static _Thread_local struct creditor *creditor;

static const uint8_t actions_bytes[ACTIONS_SIZE] = {1};
static const uint8_t mask_bytes[KEY_SIZE] = {0xff};

/* Multiplication by an odd number permutes the numbers below a power of two. */
static uint32_t place_of(uint32_t flow)
{
    return flow * 0x9e3779b1U & (n_places - 1);
}

/* Its inverse; u32[1] of a ufid is the flow's place. */
static struct ufid ufid_of(uint32_t place)
{
    uint32_t mixed = (place + 1) * 0x85ebca6bU;

    return (struct ufid){{mixed ^ mixed >> 15, place, ~place, 0}};
}

bool flat_begin(uint32_t n)
{
    n_flows_max = n;
    for (n_places = 1; n_places < n; n_places *= 2) {
        continue;
    }
    free(put_ticks);
    put_ticks = calloc(n_places, sizeof *put_ticks);
    atomic_store(&n_flows, 0);
    atomic_store(&tick, 0);
    atomic_store(&n_hits_of_deleted, 0);
    memset(creditors, 0, sizeof creditors);
    return put_ticks;
}

void flat_end(void)
{
    free(put_ticks);
    put_ticks = NULL;
}

void flat_upcall(uint32_t flow, struct upcall *upcall)
{
    uint32_t place = place_of(flow);

    upcall->type = UPCALL_MISS;
    upcall->ufid = ufid_of(place);
    upcall->pmd_id = PMD_ID_NULL;
    upcall->key_size = KEY_SIZE;
    memset(upcall->key, 0, KEY_SIZE);
    memcpy(upcall->key, &place, sizeof place);
    upcall->packet = 0;
    upcall->stats = (struct flow_stats){.n_packets = 1, .n_bytes = 1};
}

static void put(uint32_t place)
{
    atomic_store_explicit(&put_ticks[place], atomic_load(&tick) + 1, memory_order_release);
    atomic_fetch_add_explicit(&n_flows, 1, memory_order_relaxed);
}

void flat_add(uint32_t flow)
{
    put(place_of(flow));
}

void flat_tick(void)
{
    atomic_fetch_add(&tick, 1);
}

uint64_t flat_n_flows(void)
{
    return atomic_load_explicit(&n_flows, memory_order_relaxed);
}

static uint64_t hits_of(uint32_t place)
{
    uint32_t put_tick = atomic_load_explicit(&put_ticks[place], memory_order_acquire);

    return put_tick ? atomic_load_explicit(&tick, memory_order_relaxed) + 1 - put_tick : 0;
}

static struct flow_stats stats_of(uint32_t place)
{
    uint64_t hits = hits_of(place);

    return (struct flow_stats){.n_packets = hits, .n_bytes = hits, .used_ms = clock_ms()};
}

uint64_t flat_n_hits(void)
{
    uint64_t n = atomic_load(&n_hits_of_deleted);

    for (uint32_t place = 0; place < n_places; place++) {
        n += hits_of(place);
    }
    return n;
}

uint64_t flat_n_credited(void)
{
    uint64_t n = 0;

    for (unsigned i = 0; i < CREDITORS_MAX; i++) {
        n += atomic_load(&creditors[i].n_packets);
    }
    return n;
}

/* The datapath. */

static void operate_one(struct dp_op *op)
{
    uint32_t place = op->ufid.u32[1];
    bool exists = atomic_load_explicit(&put_ticks[place], memory_order_relaxed) != 0;

    op->error = 0;
    if (op->type == DP_OP_EXECUTE) {
        return;
    }
    if (op->type == DP_OP_PUT) {
        if (exists) {
            op->error = EEXIST;
        } else {
            put(place);
        }
    } else if (!exists) {
        op->error = ENOENT;
    } else if (op->type == DP_OP_DELETE) {
        op->stats = stats_of(place);
        op->stats_final = true;
        atomic_fetch_add_explicit(&n_hits_of_deleted, op->stats.n_packets, memory_order_relaxed);
        atomic_store_explicit(&put_ticks[place], 0, memory_order_relaxed);
        atomic_fetch_sub_explicit(&n_flows, 1, memory_order_relaxed);
    } else if (op->type == DP_OP_GET) {
        op->stats = stats_of(place);
        if (op->buffer) {
            op->buffer->key_size = op->buffer->mask_size = KEY_SIZE;
            memset(op->buffer->key, 0, KEY_SIZE);
            memcpy(op->buffer->key, &place, sizeof place);
            memcpy(op->buffer->mask, mask_bytes, KEY_SIZE);
            op->buffer->actions_size = ACTIONS_SIZE;
            memcpy(op->buffer->actions, actions_bytes, ACTIONS_SIZE);
        }
    }
}

static void flat_operate(void *aux, struct dp_op **ops, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        operate_one(ops[i]);
    }
}

static uint64_t flat_count(void *aux)
{
    return flat_n_flows();
}

/* One dump at a time: its cursor. */
static _Atomic uint32_t cursor;

static struct dp_dump *flat_dump_create(void *aux, bool terse)
{
    atomic_store(&cursor, 0);
    return (struct dp_dump *)&cursor;
}

static struct dp_dump_thread *flat_dump_thread_create(void *aux, struct dp_dump *dump)
{
    return (struct dp_dump_thread *)dump;
}

static size_t flat_dump_next(void *aux, struct dp_dump_thread *thread, struct dp_record *records,
                             size_t max)
{
    uint64_t now_ms = clock_ms();
    size_t n = 0;

    while (!n) {
        uint32_t from = atomic_fetch_add(&cursor, (uint32_t)max);
        uint32_t to = from + (uint32_t)max < n_places ? from + (uint32_t)max : n_places;

        if (from >= n_places) {
            atomic_store(&cursor, n_places); /* It does not wrap around. */
            return 0;
        }
        for (uint32_t place = from; place < to; place++) {
            uint64_t hits = hits_of(place);

            if (atomic_load_explicit(&put_ticks[place], memory_order_relaxed)) {
                records[n++] = (struct dp_record){
                    .ufid = ufid_of(place),
                    .pmd_id = PMD_ID_NULL,
                    .stats = {.n_packets = hits, .n_bytes = hits, .used_ms = now_ms},
                };
            }
        }
    }
    return n;
}

static void flat_dump_thread_destroy(void *aux, struct dp_dump_thread *thread) {}

static int flat_dump_destroy(void *aux, struct dp_dump *dump)
{
    return 0;
}

const struct datapath flat_datapath = {
    .operate = flat_operate,
    .n_flows = flat_count,
    .dump_create = flat_dump_create,
    .dump_thread_create = flat_dump_thread_create,
    .dump_next = flat_dump_next,
    .dump_thread_destroy = flat_dump_thread_destroy,
    .dump_destroy = flat_dump_destroy,
};

/* The rules. */

static int flat_translate(void *aux, enum translation_purpose purpose, struct bytes key,
                          uint32_t pmd_id, const struct flow_stats *packet,
                          struct translation_result *result)
{
    *result = (struct translation_result){
        .actions = {.data = actions_bytes, .size = ACTIONS_SIZE},
        .mask = {.data = mask_bytes, .size = KEY_SIZE},
        .handle = (struct translation_handle *)&creditors,
        .cacheable = true,
    };
    return 0;
}

static void flat_push_stats(void *aux, struct translation_handle *handle, const struct ufid *ufid,
                            uint32_t pmd_id, const struct flow_stats *delta)
{
    if (!creditor) {
        creditor = &creditors[atomic_fetch_add(&n_creditors, 1) % CREDITORS_MAX];
    }
    atomic_fetch_add_explicit(&creditor->n_packets, delta->n_packets, memory_order_relaxed);
}

static int flat_adopt(void *aux, struct bytes key, struct bytes actions)
{
    return 0;
}

static void flat_release(void *aux, struct translation_handle *handle) {}

const struct translation flat_translation = {
    .translate = flat_translate,
    .push_stats = flat_push_stats,
    .adopt = flat_adopt,
    .release = flat_release,
};
