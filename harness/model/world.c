/* The state of the world, and the instances in it. */

#include "model/internal.h"

#include "runtime/runtime.h"

struct model_world_state model_state;
struct model_listener model_ears;
unsigned model_n_slots;

static struct model_instance instances[MODEL_MAX_INSTANCES];
static uint64_t hit_bytes[MODEL_MAX_INSTANCES][MODEL_MAX_HITS + 1];
static uint16_t hit_tcp_flags[MODEL_MAX_INSTANCES][MODEL_MAX_HITS + 1];
static uint64_t hit_ms[MODEL_MAX_INSTANCES][MODEL_MAX_HITS + 1];

void model_begin(const struct model_settings *settings)
{
    model_state = (struct model_world_state){.settings = *settings};
    if (!model_state.settings.n_flows || model_state.settings.n_flows > CACHE_MAX_FLOWS) {
        model_state.settings.n_flows = CACHE_USUAL_FLOWS;
    }
    model_n_slots = model_state.settings.n_flows * MODEL_TABLES;
    if (!model_state.settings.dump_batch) {
        model_state.settings.dump_batch = 1;
    }
    model_dump_reset();
}

void model_listen(const struct model_listener *listener)
{
    model_ears = *listener;
}

uint64_t model_now_ms(void)
{
    return runtime_now_ns() / 1000000;
}

/* Instances. */

struct model_instance *model_live_instance(unsigned slot)
{
    uint32_t serial = model_state.live[slot];

    return serial ? &instances[serial - 1] : NULL;
}

const struct model_instance *model_live(unsigned flow, unsigned pmd)
{
    return model_live_instance(model_slot(flow, pmd));
}

const struct model_instance *model_instance(uint32_t serial)
{
    return &instances[serial - 1];
}

const struct model_instance *model_live_in(unsigned slot)
{
    return model_live_instance(slot);
}

const struct slot_set *model_live_slots(void)
{
    return &model_state.live_slots;
}

uint32_t model_n_instances(void)
{
    return model_state.n_instances;
}

unsigned model_n_flows(void)
{
    return model_state.n_flows;
}

bool model_has_room(void)
{
    return model_state.n_instances < MODEL_MAX_INSTANCES;
}

struct model_instance *model_instance_start(const struct model_instance_seed *seed)
{
    unsigned slot = model_slot(seed->flow, seed->pmd);
    struct model_instance *instance;

    if (!model_has_room()) {
        return NULL;
    }
    instance = &instances[model_state.n_instances];
    *instance = (struct model_instance){
        .serial = model_state.n_instances + 1,
        .flow_serial = seed->flow_serial ? seed->flow_serial : ++model_state.n_flow_serials,
        .flow = (uint8_t)seed->flow,
        .pmd = (uint8_t)seed->pmd,
        .layer = seed->layer,
        .origin = (uint8_t)seed->origin,
        .adoptable = seed->adoptable,
        .other_key = seed->other_key,
        .actions = seed->actions,
        .mask = seed->mask,
        .created_ms = model_now_ms(),
        .bytes = hit_bytes[model_state.n_instances],
        .tcp_flags = hit_tcp_flags[model_state.n_instances],
        .hit_ms = hit_ms[model_state.n_instances],
    };
    hit_bytes[model_state.n_instances][0] = 0;
    hit_tcp_flags[model_state.n_instances][0] = 0;
    hit_ms[model_state.n_instances][0] = 0;
    model_state.n_instances++;
    model_state.live[slot] = instance->serial;
    slot_set_add(&model_state.live_slots, slot);
    model_state.shown[slot] = 0;
    model_state.n_flows++;
    event_log_append((enum event_kind)EVENT_INSTANCE_BEGIN, slot, instance->serial,
                     instance->origin, instance->layer);
    MODEL_TELL(instance_begin, instance);
    return instance;
}

void model_instance_finish(struct model_instance *instance, enum model_end end)
{
    unsigned slot = model_slot(instance->flow, instance->pmd);

    instance->end = (uint8_t)end;
    model_state.live[slot] = 0;
    slot_set_remove(&model_state.live_slots, slot);
    model_state.n_flows--;
    event_log_append((enum event_kind)EVENT_INSTANCE_END, slot, instance->serial, end,
                     instance->n_hits);
    MODEL_TELL(instance_end, instance);
}

struct model_instance *model_instance_succeed(struct model_instance *instance, enum model_end end,
                                              enum model_origin origin, uint8_t layer)
{
    model_instance_finish(instance, end);
    return model_instance_start(&(struct model_instance_seed){
        .flow = instance->flow,
        .pmd = instance->pmd,
        .layer = layer,
        .origin = origin,
        .adoptable = instance->adoptable,
        .other_key = instance->other_key,
        .actions = instance->actions,
        .mask = instance->mask,
        .flow_serial = instance->flow_serial,
    });
}

void model_instance_hit(struct model_instance *instance, uint64_t packet)
{
    uint64_t *bytes = &hit_bytes[instance->serial - 1][instance->n_hits];
    uint16_t *tcp_flags = &hit_tcp_flags[instance->serial - 1][instance->n_hits];

    bytes[1] = bytes[0] + model_packet_bytes(packet);
    tcp_flags[1] = tcp_flags[0] | model_packet_tcp_flags(packet);
    instance->n_hits++;
    instance->used_ms = hit_ms[instance->serial - 1][instance->n_hits] = model_now_ms();
    event_log_append((enum event_kind)EVENT_HIT, model_slot(instance->flow, instance->pmd),
                     instance->serial, packet, model_packet_bytes(packet));
    MODEL_TELL(hit, instance, packet);
}

struct cache_stats model_reading(const struct model_instance *instance, uint32_t n_hits)
{
    return (struct cache_stats){
        .n_packets = n_hits,
        .n_bytes = instance->bytes[n_hits],
        .used_ms = instance->used_ms,
        .tcp_flags = instance->tcp_flags[n_hits],
        .layer = instance->layer,
        .offloaded = instance->layer != 0,
    };
}

struct cache_stats model_read(const struct model_instance *instance, uint32_t *n_hits)
{
    uint32_t *shown = &model_state.shown[model_slot(instance->flow, instance->pmd)];

    if (*shown && model_fires(FAULT_READ_DIPS, instance->flow, instance->pmd)) {
        *n_hits = *shown / 2;
    } else {
        *n_hits = *shown = instance->n_hits;
    }
    return model_reading(instance, *n_hits);
}

/* The world as a cache sees it. What only oracles listen to goes to the event log. */

static uint64_t n_flows(void)
{
    sched_point((enum event_kind)EVENT_FLOWS, model_state.n_flows);
    return model_state.n_flows;
}

static void transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to)
{
    event_log_append((enum event_kind)EVENT_TRANSITION, model_slot(flow, pmd), serial, from, to);
}

static void freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    event_log_append((enum event_kind)EVENT_FREED, model_slot(flow, pmd), serial, 0, 0);
}

static void upcall_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    event_log_append((enum event_kind)EVENT_UPCALL_BEGIN, model_slot(flow, pmd), packet, 0, 0);
}

static void upcall_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    event_log_append((enum event_kind)EVENT_UPCALL_END, model_slot(flow, pmd), packet, verdict, 0);
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    event_log_append((enum event_kind)EVENT_LOSS, model_slot(flow, pmd), reason, 0, 0);
}

static void limit_adjusted(uint32_t limit)
{
    event_log_append((enum event_kind)EVENT_LIMIT, 0, limit, 0, 0);
}

static void round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    event_log_append((enum event_kind)EVENT_ROUND_BEGIN, 0, dump_seq, reval_seq, 0);
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    event_log_append((enum event_kind)EVENT_ROUND_END, 0, dump_seq, reval_seq, dump_complete);
}

const struct cache_world model_world = {
    .operate = model_operate,
    .n_flows = n_flows,
    .dump_create = model_dump_create,
    .dump_thread_create = model_dump_thread_create,
    .dump_next = model_dump_next,
    .dump_thread_destroy = model_dump_thread_destroy,
    .dump_destroy = model_dump_destroy,
    .translate = model_translate,
    .push_stats = model_push_stats,
    .adopt = model_adopt,
    .release = model_release,
    .transition = transition,
    .freed = freed,
    .upcall_begin = upcall_begin,
    .upcall_end = upcall_end,
    .loss = loss,
    .limit_adjusted = limit_adjusted,
    .round_begin = round_begin,
    .round_end = round_end,
};
