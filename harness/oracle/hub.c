/*
 * The hub: stands between the cache and its world, and tells the oracles what it hears there.
 * Nothing is decided here. What it hears from the model itself is in hub_model.c, what between the
 * cache and its users in watch.c.
 */
#include "oracle/hub.h"

#include <stdio.h>

const struct cache_world *hub_world_below;
moment hub_now;
bool hub_destroying;
static uint8_t n_upcalls[RUNTIME_MAX_ACTORS]; /* Begun and not ended. */
static unsigned n_in_upcalls;                 /* Actors that have one. */
bool hub_packet_thread[RUNTIME_MAX_ACTORS];

struct oracle_reached oracle_counts;
struct cache_settings oracle_settings;

moment oracle_now(void)
{
    return hub_now;
}

const char *oracle_self(void)
{
    return actor_name(actor_self());
}

bool oracle_in_upcall(void)
{
    return oracle_is_in_upcall(actor_self());
}

bool oracle_is_in_upcall(unsigned actor)
{
    return n_upcalls[actor];
}

unsigned oracle_n_in_upcalls(void)
{
    return n_in_upcalls;
}

bool oracle_is_packet_thread(void)
{
    return hub_packet_thread[actor_self()];
}

const char *oracle_slot_name(unsigned slot)
{
    enum { KEPT = 4 };
    static char names[KEPT][48];
    static unsigned next;
    char *name = names[next++ % KEPT];
    unsigned flow = slot / MODEL_TABLES, table = slot % MODEL_TABLES;

    if (table) {
        snprintf(name, sizeof names[0], "flow %u of pmd %u", flow, table - 1);
    } else {
        snprintf(name, sizeof names[0], "flow %u", flow);
    }
    return name;
}

const struct oracle_reached *oracle_reached(void)
{
    return &oracle_counts;
}

/* The world, as the cache calls it. */

static void operate(struct cache_op *ops, size_t n)
{
    hub_world_below->operate(ops, n);
}

static uint64_t world_n_flows(void)
{
    uint64_t n;

    hub_hear();
    n = hub_world_below->n_flows();
    hub_hear();
    apparent_answered((unsigned)n);
    return n;
}

static bool dump_create(bool terse)
{
    bool created;

    hub_hear();
    progress_dump(true);
    created = hub_world_below->dump_create(terse);
    if (!created) {
        progress_dump(false);
    }
    return created;
}

static unsigned dump_thread_create(void)
{
    return hub_world_below->dump_thread_create();
}

static size_t dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    attr_forget_readings();
    known_batch(true);
    sights_dump_next();
    return hub_world_below->dump_next(thread, records, max);
}

static void dump_thread_destroy(unsigned thread)
{
    attr_forget_readings();
    known_batch(false);
    hub_world_below->dump_thread_destroy(thread);
}

static int dump_destroy(void)
{
    int error = hub_world_below->dump_destroy();

    hub_hear();
    progress_dump(false);
    return error;
}

static int translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *packet_stats, struct cache_translation *result)
{
    unsigned slot = model_slot(flow, pmd);
    int error = hub_world_below->translate(purpose, flow, pmd, packet, packet_stats, result);

    hub_hear();
    stall_translated(purpose, packet, error, !error && result->cacheable);
    if (error) {
        loss_untranslated(slot);
    } else {
        packets_translate(purpose, slot, packet, packet_stats);
        attr_translated(purpose, slot, result->handle, result->actions);
        known_translated(purpose, slot);
    }
    return error;
}

static void push_stats(uint32_t handle, unsigned flow, unsigned pmd, uint64_t n_packets,
                       uint64_t n_bytes)
{
    hub_hear();
    leak_use(handle, flow);
    once_push(handle, model_slot(flow, pmd), n_packets, n_bytes);
    known_credited(model_slot(flow, pmd));
    hub_world_below->push_stats(handle, flow, pmd, n_packets, n_bytes);
}

static int adopt(unsigned flow, uint32_t actions)
{
    int error = hub_world_below->adopt(flow, actions);

    known_adopting();
    return error;
}

static void release(uint32_t handle)
{
    hub_hear();
    leak_release(handle);
    hub_world_below->release(handle);
}

static void transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to)
{
    unsigned slot = model_slot(flow, pmd);

    hub_hear();
    hub_world_below->transition(flow, pmd, serial, from, to);
    rcu_transition(slot, serial, from, to);
    ops_transition(slot, serial, from, to);
    state_transition(slot, serial, from, to);
    ukeys_transition(slot, serial, to);
    once_transition(slot);
    attr_transition(slot, to);
    stall_transition(slot, to);
    limit_transition(slot, from, to);
    apparent_transition(from, to);
    known_transition(slot, to);
    idle_transition(slot, to);
    recovery_transition(from, to);
    if (to == STATE_VISIBLE) {
        counters_visible();
    }
    oracle_counts.transitions[from][to]++;
}

static void freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    hub_hear();
    hub_world_below->freed(flow, pmd, serial);
    rcu_freed(model_slot(flow, pmd), serial, hub_destroying);
    ukeys_freed(serial);
}

static void upcall_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    unsigned slot = model_slot(flow, pmd);

    hub_hear();
    hub_world_below->upcall_begin(flow, pmd, packet);
    progress_works("handles an upcall");
    n_in_upcalls += !n_upcalls[actor_self()]++;
    packets_upcall_begin(slot, packet);
    stall_upcall_begin(slot, packet);
    apparent_upcall_begin(packet);
    rounds_disturbed();
}

static void upcall_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict)
{
    unsigned slot = model_slot(flow, pmd);

    hub_hear();
    hub_world_below->upcall_end(flow, pmd, packet, verdict);
    packets_upcall_end(slot, packet, verdict);
    stall_upcall_end(slot, packet, verdict);
    known_upcall_end(slot);
    if (!oracle_is_packet_thread() &&
        (verdict == VERDICT_INSTALLED || verdict == VERDICT_REPLACED)) {
        ukeys_put_answered(slot, actor_self());
    }
    counters_verdict(verdict);
    rounds_disturbed();
    n_in_upcalls -= !--n_upcalls[actor_self()];
    apparent_note();
    oracle_counts.verdicts[verdict]++;
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    hub_hear();
    hub_world_below->loss(flow, pmd, reason);
    loss_declared(model_slot(flow, pmd), reason);
    counters_loss();
    oracle_counts.losses[reason]++;
}

static void limit_adjusted(uint32_t limit)
{
    hub_hear();
    hub_world_below->limit_adjusted(limit);
    recovery_adjusted(limit);
}

static void round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    hub_hear();
    hub_world_below->round_begin(dump_seq, reval_seq);
    progress_round_begin();
    attr_forget_readings();
    rounds_begin(reval_seq);
    sights_reset();
    valid_round_begin();
    apparent_round_begin();
    limit_round_begin();
    idle_round_begin();
    recovery_round_begin();
    counters_round_begin();
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    hub_hear();
    hub_world_below->round_end(dump_seq, reval_seq, dump_complete);
    rounds_end(reval_seq, dump_complete);
    progress_round_end();
    loss_check_deleted(rounds_last()->begun_at);
    stall_round_end();
    idle_round_end();
    valid_round_end();
    counters_round_end(dump_complete);
    records_round_end();
}

const struct cache_world hub_world = {
    .operate = operate,
    .n_flows = world_n_flows,
    .dump_create = dump_create,
    .dump_thread_create = dump_thread_create,
    .dump_next = dump_next,
    .dump_thread_destroy = dump_thread_destroy,
    .dump_destroy = dump_destroy,
    .translate = translate,
    .push_stats = push_stats,
    .adopt = adopt,
    .release = release,
    .transition = transition,
    .freed = freed,
    .upcall_begin = upcall_begin,
    .upcall_end = upcall_end,
    .loss = loss,
    .limit_adjusted = limit_adjusted,
    .round_begin = round_begin,
    .round_end = round_end,
};

void hub_reset(void)
{
    hub_now = 1;
    hub_destroying = false;
    n_in_upcalls = 0;
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        n_upcalls[actor] = 0;
        hub_packet_thread[actor] = false;
    }
    oracle_counts = (struct oracle_reached){.rounds = 0};
    ukeys_reset();
    rounds_reset();
    state_reset();
    ops_reset();
    once_reset();
    packets_reset();
    sights_reset();
    attr_reset();
    loss_reset();
    stall_reset();
    apparent_reset();
    limit_reset();
    known_reset();
    idle_reset();
    recovery_reset();
    valid_reset();
    progress_reset();
    counters_reset();
    records_reset();
    model_listen(&hub_listener);
}
