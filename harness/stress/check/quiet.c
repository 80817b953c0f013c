/*
 * Quiet points: traffic stops, faults cease, everybody comes to rest; then everything is checked
 * that must be so at rest, and some flows are shown to be installed by one more miss.
 */
#include <string.h>

#include "stress/internal.h"

enum {
    ROUNDS_MOST = 200, /* By then, and when so much time has passed, nothing must be left to do. */
    SETTLE_MS = 10000,
    PENDING_US = 1000,
    ROUNDS_LEAST = 2, /* The first of which may find what faults have left behind. */
    PROBES = 64,      /* In each table. */
    POLL_US = 200,
};

static struct cache_counter counters[64];

static uint64_t counter(const char *name)
{
    size_t n = stress.cache->counters(counters, sizeof counters / sizeof counters[0]);

    for (size_t i = 0; i < n; i++) {
        if (!strcmp(counters[i].name, name)) {
            return counters[i].value;
        }
    }
    return 0;
}

/* Waits until handlers have nothing left to do. Main is no RCU reader here. */
static void drain(void)
{
    thread_does("waits for handlers to be done");
    for (;;) {
        uint64_t ended = threads_count(STRESS_upcalls_ended);
        uint64_t dropped = counter("upcall_queue_full") - threads_count(STRESS_upcalls_refused);

        if (threads_count(STRESS_upcalls) <= ended + dropped) {
            return;
        }
        sleep_us(POLL_US);
    }
}

/* How often rounds have found something that keeps them from being at rest. */
static uint64_t n_stirs(void)
{
    static const char *const names[] = {
        "dumped_pending_flow", "upcall_ukey_contention",    "ukey_evict_retry",
        "ukey_adopted",        "ukey_unadoptable",          "dumped_inconsistent_flow",
        "flow_delete_failed",  "revalidate_missed_dp_flow", "revalidate_missing_dp_flow",
    };
    uint64_t sum = 0;

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        sum += counter(names[i]);
    }
    return sum;
}

/* The flow of a packet thread's ukey may be put until a grace period is over, and how long that
 * takes depends on no round. */
static void see_pending(void *aux, const struct cache_entry *entry)
{
    const struct slot *slot = slot_find(entry->flow, entry->pmd);

    if (slot->by_pmd && (entry->state == STATE_VISIBLE || entry->state == STATE_EVICTING)) {
        *(bool *)aux = true;
    }
}

/* Whether a packet thread's ukey still waits for its flow. Revalidators rest. */
static bool is_pending(void)
{
    bool pending = false;

    stress.cache->for_each(see_pending, &pending);
    return pending;
}

/* One more round. Whether it, and what it has left, is as it should be for ever. */
static bool run_clean_round(bool may_be_last)
{
    uint64_t before = n_stirs();

    thread_does("waits for a clean round");
    if (!stress.cache->wait()) {
        violation("PROG/no-round-will-come", WITH_NOTHING, "wait() says that no round will come");
    }
    if (!may_be_last || n_stirs() != before) {
        return false;
    }
    stress.cache->pause();
    if (!is_pending()) {
        return true;
    }
    stress.cache->leave();
    sleep_us(PENDING_US);
    stress.cache->enter();
    stress.cache->resume();
    return false;
}

/* Lets rounds run until nothing is left to do, and then pauses them. */
static void settle(void)
{
    uint64_t begun_ms = now_ms();

    for (unsigned n = 1; !run_clean_round(n >= ROUNDS_LEAST); n++) {
        if (n >= ROUNDS_MOST && now_ms() - begun_ms >= SETTLE_MS) {
            violation("BIJ/never-at-rest", WITH_NOTHING,
                      "after %u clean rounds there still is something to do", n);
        }
    }
}

static void see_entry(void *aux, const struct cache_entry *entry)
{
    struct slot *slot = slot_find(entry->flow, entry->pmd);
    const char *name = slot_name(entry->flow, entry->pmd);

    slot_lock(slot);
    if (slot->seen == stress.n_quiet) {
        violation("BIJ/two-ukeys", WITH({"ukey", state_name(entry->state)}),
                  "%s has two ukeys in its umap: %" PRIu64 ", which is %s, and another", name,
                  entry->serial, state_name(entry->state));
    }
    slot->seen = stress.n_quiet;
    if (!slot->present) {
        violation("BIJ/no-flow", WITH({"ukey", state_name(entry->state)}),
                  "%s has ukey %" PRIu64 ", which is %s, and no flow", name, entry->serial,
                  state_name(entry->state));
    }
    if (entry->state != STATE_OPERATIONAL) {
        violation("BIJ/not-operational",
                  WITH({"origin", instance_origin_name(slot->live.origin)},
                       {"ukey", state_name(entry->state)}),
                  "%s has a flow (%s) and ukey %" PRIu64 ", which is %s: expected OPERATIONAL",
                  name, instance_origin_name(slot->live.origin), entry->serial,
                  state_name(entry->state));
    }
    if (entry->actions != slot->live.actions) {
        violation("BIJ/other-actions", WITH_NOTHING,
                  "%s: ukey %" PRIu64 " says that the flow's actions are 0x%x; it has 0x%x", name,
                  entry->serial, entry->actions, slot->live.actions);
    }
    slot_unlock(slot);
}

static void check_slot(struct slot *slot, unsigned flow, unsigned pmd)
{
    slot_lock(slot);
    if (slot->present && slot->seen != stress.n_quiet) {
        violation("BIJ/no-ukey", WITH({"origin", instance_origin_name(slot->live.origin)}),
                  "%s has a flow (%s) and no ukey", slot_name(flow, pmd),
                  instance_origin_name(slot->live.origin));
    }
    if (slot->present && slot->live.actions != rules_actions(flow)) {
        violation("VALID/of-older-rules", WITH_NOTHING,
                  "%s has the actions 0x%x; its rules have given 0x%x since before the "
                  "last round",
                  slot_name(flow, pmd), slot->live.actions, rules_actions(flow));
    }
    if (slot->present || slot->past) {
        once_check_quiescent(slot, flow, pmd);
        count(STRESS_flows_checked, 1);
    }
    slot_unlock(slot);
}

static void check_slots(void)
{
    for (unsigned table = 0; table < stress.n_tables; table++) {
        for (uint32_t flow = 0; flow < stress.settings.n_flows; flow++) {
            /* Where there never was a flow, no memory is to be touched. */
            if (stress.tables[table][flow].n_instances) {
                check_slot(&stress.tables[table][flow], flow, pmd_of_table(table));
            }
        }
        thread_does("checks flows");
    }
}

static bool is_limited(void)
{
    return stress.cache->n_flows() >= stress.cache->flow_limit();
}

/* One miss of a flow that is not there. False if there is nothing to expect of it. */
static bool probe(unsigned flow, unsigned pmd)
{
    struct slot *slot = slot_find(flow, pmd);

    if (slot->present || !rules_actions(flow) || is_limited()) {
        return false;
    }
    count(STRESS_probes, 1);
    traffic_packet(flow, pmd, flow, now_ms());
    return true;
}

static void check_probe(unsigned flow, unsigned pmd)
{
    struct slot *slot = slot_find(flow, pmd);

    slot_lock(slot);
    if (!slot->present && !is_limited()) {
        violation("STALL/not-installed-at-rest", WITH({"ukey", state_name(slot->state)}),
                  "%s is not in the datapath after a miss with everyone at rest; ukey "
                  "%" PRIu64 " is %s",
                  slot_name(flow, pmd), slot->serial, state_name(slot->state));
    }
    slot_unlock(slot);
}

static void probe_flows(void)
{
    struct random *random = &thread_self()->random;

    thread_does("probes flows");
    for (unsigned table = 0; table < stress.n_tables; table++) {
        unsigned flows[PROBES], n = 0, pmd = pmd_of_table(table);

        for (unsigned i = 0; i < PROBES; i++) {
            flows[n] = random_below(random, stress.settings.n_flows);
            n += probe(flows[n], pmd);
        }
        drain();
        for (unsigned i = 0; i < n; i++) {
            check_probe(flows[i], pmd);
        }
    }
}

void quiet_point(bool last)
{
    thread_does("comes to a quiet point");
    stress.n_quiet++;
    stress.cache->leave();
    traffic_pause();
    atomic_store(&stress.faulty, false);
    drain();
    stress.cache->enter();
    settle();
    thread_does("checks flows");
    stress.cache->for_each(see_entry, NULL);
    check_slots();
    thread_does("checks counters");
    counters_check();
    probe_flows();
    count(STRESS_quiet_points, 1);
    if (!last) {
        stress.cache->resume();
        atomic_store(&stress.faulty, true);
        traffic_resume();
    }
    thread_does("leaves a quiet point");
}
