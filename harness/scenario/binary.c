/*
 * The binary form: a header of HEADER_SIZE bytes (22 in version 1, 26 in 2, 29 in 3, 31 in 4, 32 in 5),
 * then sections of fixed-size records, so that mutators that know nothing of scenarios change one thing
 * at a time as well.
 *
 *   0      version (high nibble), flags (low nibble)
 *   1      handlers-1 (bits 0-1), revalidators-1 (2-3), packet threads (4-5)
 *   2      flows-1 (0-1), umaps-1 (2-3), dump batch-1 (4-6)
 *   3      flow limit
 *   4      min pps
 *   5-6    max idle, ms            (numbers are little-endian)
 *   7-8    max revalidator, ms
 *   9      strategy
 *   10-13  seed
 *   14     mean gap-1
 *   15     operations of main
 *   16-17  operations of packet threads 0 and 1
 *   18-19  preemptions
 *   20-21  bytes
 *          from version 2 on, else taken as zeros:
 *   22     depth-1
 *   23     interest
 *   24-25  length
 *          from version 3 on, else taken as zeros:
 *   26     start (bits 0-2), lives-1 (3), whether identities collide (4)
 *   27     upcalls that a handler takes at once
 *   28     records and operations of a revalidator
 *          from version 4 on, else taken as zeros:
 *   29     counters (bits 0-1), which allocation of create fails (2-4), whether tables grow (5)
 *   30     upcalls that may wait for a handler
 *          from version 5 on, else taken as zero:
 *   31     flows that no operation names
 *          from version 6 on, else taken as zero:
 *   32     whether the cache is destroyed while it runs (bit 0), whether errors vary (1)
 *   then   operations, 4 bytes each: kind, flow, a, b (main's, packet thread 0's, 1's);
 *          preemptions, 4 bytes each: actor, target, point (2 bytes);
 *          the bytes of strategies `bytes` and `surw`;
 *          the anchors, if there are any (anchor.h).
 *          in files, perhaps a trailer that says where they come from (provenance.h).
 *
 * A zero byte means the ordinary choice everywhere, so a prefix of a scenario is a scenario. What is
 * written is of the lowest version that can say it.
 */
#include "scenario/scenario.h"

#include <assert.h>

#include "runtime/runtime.h"
#include "scenario/provenance.h"

enum { HEADER_SIZE = 33, RECORD_SIZE = 4 };
enum {
    FLAG_PACKET_DATAPATH = 1,
    FLAG_FULL_DUMP = 2,
    FLAG_REVALIDATE_ALWAYS = 4,
    FLAG_LEAVE_FLOWS = 8
};

struct reader {
    const uint8_t *data;
    size_t size, at;
};

static unsigned get8(struct reader *r)
{
    return r->at < r->size ? r->data[r->at++] : 0;
}

static unsigned get16(struct reader *r)
{
    unsigned low = get8(r);

    return low | get8(r) << 8;
}

static uint32_t get32(struct reader *r)
{
    uint32_t low = get16(r);

    return low | (uint32_t)get16(r) << 16;
}

/* How many whole records of `size` bytes are there of the `wanted` that the header announces. */
static unsigned available(const struct reader *r, unsigned wanted, unsigned max, size_t size)
{
    size_t rest = (r->size - r->at) / size;

    wanted = wanted > max ? max : wanted;
    return wanted > rest ? (unsigned)rest : wanted;
}

static void get_operations(struct reader *r, struct operations *operations, unsigned wanted,
                           unsigned max, bool packet_thread)
{
    operations->n = (uint8_t)available(r, wanted, max, RECORD_SIZE);
    for (unsigned i = 0; i < operations->n; i++) {
        struct operation *op = &operations->list[i];

        op->kind = (uint8_t)get8(r);
        op->flow = (uint8_t)get8(r);
        op->a = (uint8_t)get8(r);
        op->b = (uint8_t)get8(r);
        operation_normalise(op, packet_thread);
    }
}

static void get_preemptions(struct reader *r, struct scenario *s, unsigned wanted)
{
    s->n_preemptions = (uint16_t)available(r, wanted, SCENARIO_MAX_PREEMPTIONS, RECORD_SIZE);
    for (unsigned i = 0; i < s->n_preemptions; i++) {
        s->preemptions[i].actor = (uint8_t)(get8(r) % RUNTIME_MAX_ACTORS);
        s->preemptions[i].target = (uint8_t)(get8(r) % RUNTIME_MAX_ACTORS);
        s->preemptions[i].point = get16(r);
    }
}

static void get_version2(struct reader *r, struct scenario *s, unsigned version)
{
    struct reader nothing = {NULL, 0, 0};

    if (version < 2) {
        r = &nothing;
    }
    s->depth = (uint8_t)(1 + get8(r) % SCENARIO_MAX_DEPTH);
    s->interest = (uint8_t)get8(r);
    s->length = (uint16_t)get16(r);
}

static void get_version3(struct reader *r, struct scenario *s, unsigned version)
{
    struct reader nothing = {NULL, 0, 0};
    unsigned bits;

    if (version < 3) {
        r = &nothing;
    }
    bits = get8(r);
    s->start = (enum scenario_start)((bits & 7) % SCENARIO_STARTS);
    s->n_lives = (uint8_t)(1 + (bits >> 3 & 1));
    s->identities_collide = bits >> 4 & 1;
    s->upcall_batch = (uint8_t)(get8(r) % (SCENARIO_MAX_UPCALL_BATCH + 1));
    s->revalidate_batch = (uint8_t)(get8(r) % (SCENARIO_MAX_REVALIDATE_BATCH + 1));
}

static void get_version4(struct reader *r, struct scenario *s, unsigned version)
{
    struct reader nothing = {NULL, 0, 0};
    unsigned bits;

    if (version < 4) {
        r = &nothing;
    }
    bits = get8(r);
    s->counters = (enum scenario_counters)((bits & 3) % SCENARIO_COUNTERS);
    s->create_fails = bits >> 2 & SCENARIO_MAX_CREATE_FAILS;
    s->umaps_grow = bits >> 5 & 1;
    s->queue_capacity = (uint8_t)get8(r);
}

static void get_version5(struct reader *r, struct scenario *s, unsigned version)
{
    struct reader nothing = {NULL, 0, 0};

    if (version < 5) {
        r = &nothing;
    }
    s->more_flows = (uint8_t)(get8(r) % (SCENARIO_MAX_MORE_FLOWS + 1));
}

static void get_version6(struct reader *r, struct scenario *s, unsigned version)
{
    unsigned bits = version < 6 ? 0 : get8(r);

    s->destroy_running = bits & 1;
    s->other_errors = bits >> 1 & 1;
}

/* The lowest version that can say all of it. */
static unsigned lowest_version(const struct scenario *s)
{
    if (s->destroy_running || s->other_errors) {
        return 6;
    }
    if (s->more_flows) {
        return 5;
    }
    if (s->counters != COUNTERS_USUAL || s->create_fails || s->umaps_grow || s->queue_capacity) {
        return 4;
    }
    return s->start == START_USUAL && s->n_lives == 1 && !s->identities_collide &&
                   !s->upcall_batch && !s->revalidate_batch
               ? 2
               : 3;
}

static size_t header_size(unsigned version)
{
    static const size_t sizes[] = {
        [2] = 26, [3] = 29, [4] = 31, [5] = 32, [SCENARIO_VERSION] = HEADER_SIZE};

    return sizes[version];
}

void scenario_decode(struct scenario *s, const uint8_t *data, size_t size)
{
    static const uint8_t
        nothing[1]; /* An empty input may have no address, which takes no offset. */
    struct reader r = {data ? data : nothing, provenance_split(data, size, NULL), 0};
    unsigned flags = get8(&r), threads = get8(&r), sizes = get8(&r);
    unsigned n_main, n_packet[SCENARIO_MAX_PACKET_THREADS], n_preemptions, n_bytes;

    s->packet_datapath = flags & FLAG_PACKET_DATAPATH;
    s->full_dump = flags & FLAG_FULL_DUMP;
    s->revalidate_always = flags & FLAG_REVALIDATE_ALWAYS;
    s->leave_flows = flags & FLAG_LEAVE_FLOWS;
    s->n_handlers = (uint8_t)(1 + (threads & 3) % SCENARIO_MAX_HANDLERS);
    s->n_revalidators = (uint8_t)(1 + (threads >> 2 & 3) % SCENARIO_MAX_REVALIDATORS);
    s->n_packet_threads = (uint8_t)((threads >> 4 & 3) % (SCENARIO_MAX_PACKET_THREADS + 1));
    s->n_flows = (uint8_t)(1 + (sizes & 3) % SCENARIO_MAX_FLOWS);
    s->n_umaps = (uint8_t)(1 + (sizes >> 2 & 3) % SCENARIO_MAX_UMAPS);
    s->dump_batch = (uint8_t)(1 + (sizes >> 4 & 7) % SCENARIO_MAX_DUMP_BATCH);
    s->flow_limit = (uint8_t)get8(&r);
    s->min_revalidate_pps = (uint8_t)get8(&r);
    s->max_idle_ms = (uint16_t)get16(&r);
    s->max_revalidator_ms = (uint16_t)get16(&r);
    s->strategy = (enum scenario_strategy)(get8(&r) % SCENARIO_STRATEGIES);
    s->seed = get32(&r);
    s->mean_gap = (uint8_t)(1 + get8(&r) % UINT8_MAX);
    n_main = get8(&r);
    n_packet[0] = get8(&r);
    n_packet[1] = get8(&r);
    n_preemptions = get16(&r);
    n_bytes = get16(&r);
    get_version2(&r, s, flags >> 4);
    get_version3(&r, s, flags >> 4);
    get_version4(&r, s, flags >> 4);
    get_version5(&r, s, flags >> 4);
    get_version6(&r, s, flags >> 4);
    get_operations(&r, &s->main, n_main, SCENARIO_MAX_MAIN_OPERATIONS, false);
    for (unsigned i = 0; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        get_operations(&r, &s->packet[i], n_packet[i], SCENARIO_MAX_PACKET_OPERATIONS, true);
    }
    get_preemptions(&r, s, n_preemptions);
    s->n_bytes = (uint16_t)available(&r, n_bytes, SCENARIO_MAX_BYTES, 1);
    for (unsigned i = 0; i < s->n_bytes; i++) {
        s->bytes[i] = (uint8_t)get8(&r);
    }
    anchors_decode(&s->anchors, r.data + r.at, r.size - r.at, s->n_preemptions);
}

struct writer {
    uint8_t *data;
    size_t at;
};

static void put8(struct writer *w, unsigned value)
{
    w->data[w->at++] = (uint8_t)value;
}

static void put16(struct writer *w, unsigned value)
{
    put8(w, value);
    put8(w, value >> 8);
}

static void put_operations(struct writer *w, const struct operations *operations)
{
    for (unsigned i = 0; i < operations->n; i++) {
        put8(w, operations->list[i].kind);
        put8(w, operations->list[i].flow);
        put8(w, operations->list[i].a);
        put8(w, operations->list[i].b);
    }
}

static size_t encoded_size(const struct scenario *s)
{
    size_t n_records = (size_t)s->main.n + s->packet[0].n + s->packet[1].n + s->n_preemptions;

    return header_size(lowest_version(s)) + RECORD_SIZE * n_records + s->n_bytes +
           anchors_size(&s->anchors);
}

size_t scenario_encode(const struct scenario *s, uint8_t *data, size_t max)
{
    struct writer w = {data, 0};
    unsigned version = lowest_version(s);

    if (encoded_size(s) > max) {
        return 0;
    }
    put8(&w, version << 4 | (s->packet_datapath ? FLAG_PACKET_DATAPATH : 0) |
                 (s->full_dump ? FLAG_FULL_DUMP : 0) |
                 (s->revalidate_always ? FLAG_REVALIDATE_ALWAYS : 0) |
                 (s->leave_flows ? FLAG_LEAVE_FLOWS : 0));
    put8(&w,
         (s->n_handlers - 1U) | (s->n_revalidators - 1U) << 2 | (unsigned)s->n_packet_threads << 4);
    put8(&w, (s->n_flows - 1U) | (s->n_umaps - 1U) << 2 | (s->dump_batch - 1U) << 4);
    put8(&w, s->flow_limit);
    put8(&w, s->min_revalidate_pps);
    put16(&w, s->max_idle_ms);
    put16(&w, s->max_revalidator_ms);
    put8(&w, s->strategy);
    put16(&w, s->seed & 0xffff);
    put16(&w, s->seed >> 16);
    put8(&w, s->mean_gap - 1U);
    put8(&w, s->main.n);
    put8(&w, s->packet[0].n);
    put8(&w, s->packet[1].n);
    put16(&w, s->n_preemptions);
    put16(&w, s->n_bytes);
    put8(&w, s->depth - 1U);
    put8(&w, s->interest);
    put16(&w, s->length);
    if (version >= 3) {
        put8(&w,
             (unsigned)s->start | (s->n_lives - 1U) << 3 | (unsigned)s->identities_collide << 4);
        put8(&w, s->upcall_batch);
        put8(&w, s->revalidate_batch);
    }
    if (version >= 4) {
        put8(&w,
             (unsigned)s->counters | (unsigned)s->create_fails << 2 | (unsigned)s->umaps_grow << 5);
        put8(&w, s->queue_capacity);
    }
    if (version >= 5) {
        put8(&w, s->more_flows);
    }
    if (version >= 6) {
        put8(&w, (unsigned)s->destroy_running | (unsigned)s->other_errors << 1);
    }
    put_operations(&w, &s->main);
    put_operations(&w, &s->packet[0]);
    put_operations(&w, &s->packet[1]);
    for (unsigned i = 0; i < s->n_preemptions; i++) {
        put8(&w, s->preemptions[i].actor);
        put8(&w, s->preemptions[i].target);
        put16(&w, s->preemptions[i].point);
    }
    for (unsigned i = 0; i < s->n_bytes; i++) {
        put8(&w, s->bytes[i]);
    }
    w.at += anchors_encode(&s->anchors, w.data + w.at);
    assert(w.at == encoded_size(s));
    return w.at;
}
