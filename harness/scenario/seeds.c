#include "scenario/seeds.h"

#include "scenario/compose.h"

/* Main, with its flow installed, and the packet threads meet at this time. */
enum { MEETING_MS = 2000 };

static void install_and_meet(struct scenario *s, unsigned flow)
{
    compose_packets(s, flow, 1);
    compose_rest_ms(s, 1);
    compose_packets(s, flow, 3);
    compose_rest_ms(s, MEETING_MS - 1);
    compose_packet_threads_wait_ms(s, MEETING_MS);
}

static void quiet(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 1);
    s->strategy = STRATEGY_REPLAY;
    compose_install(s, 0);
}

static void not_installed_yet(struct scenario *s)
{
    compose_begin(s, 2, 1, 2, 1);
    for (unsigned i = 0; i < 3; i++) {
        scenario_packet(s, 0, OP_PACKET, 0, 0, 0);
        scenario_packet(s, 1, OP_PACKET, 0, 1, 0);
    }
    compose_wait_round(s);
}

static void being_deleted(struct scenario *s)
{
    compose_begin(s, 2, 1, 1, 1);
    install_and_meet(s, 0);
    compose_late_misses(s, 0, 0, 2);
    compose_condemn(s, 0);
    compose_wait_round(s);
}

static void recently_deleted(struct scenario *s)
{
    compose_begin(s, 2, 2, 1, 1);
    install_and_meet(s, 0);
    compose_condemn(s, 0);
    compose_late_misses(s, 0, 0, 1);
    compose_wait_round(s);
    compose_packets(s, 0, 2);
}

static void lock_contention(struct scenario *s)
{
    compose_begin(s, 3, 2, 2, 1);
    install_and_meet(s, 0);
    compose_late_misses(s, 0, 0, 3);
    compose_late_misses(s, 1, 0, 3);
    compose_condemn(s, 0);
    compose_wait_round(s);
}

static void adoption(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 3);
    scenario_main(s, OP_FOREIGN, 0, 0, 0); /* Right. */
    scenario_main(s, OP_FOREIGN, 1, 0, 2); /* With wrong actions. */
    scenario_main(s, OP_FOREIGN, 2, 0, 1); /* Unadoptable. */
    for (unsigned flow = 0; flow < 3; flow++) {
        scenario_packet(s, 0, OP_PACKET, flow, 0, 2);
    }
    compose_wait_round(s);
    compose_wait_round(s);
    compose_packets(s, 0, 2);
}

static void duplicate_records(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    compose_fault(s, FAULT_DUMP_DUPLICATE_OTHER, 0, 2);
    compose_fault(s, FAULT_DUMP_DUPLICATE_LATE, 1, 1);
    compose_fault(s, FAULT_DUMP_DUPLICATE, 1, 1);
    compose_fault(s, FAULT_DUMP_REVISIT, 0, 1);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    scenario_packet(s, 0, OP_PACKET, 1, 0, 3);
    compose_wait_round(s);
    compose_rules(s, 0, RULE_FORWARD);
    compose_wait_round(s);
}

/* Records of a flow that is being deleted and installed again are still on their way. */
static void duplicates_and_misses(struct scenario *s)
{
    compose_begin(s, 2, 2, 1, 1);
    install_and_meet(s, 0);
    compose_fault(s, FAULT_DUMP_DUPLICATE_OTHER, 0, 1);
    compose_condemn(s, 0);
    for (unsigned i = 0; i < 6; i++) {
        scenario_packet(s, 0, OP_PACKET, 0, i, 0);
    }
    compose_wait_round(s);
    compose_packets(s, 0, 3);
    compose_wait_round(s);
}

/* The same with misses that were on their way, again and again. */
static void duplicates_again(struct scenario *s)
{
    compose_begin(s, 2, 2, 0, 1);
    for (unsigned i = 0; i < 4; i++) {
        compose_packets(s, 0, 1);
        compose_rest_ms(s, 1);
        compose_packets(s, 0, 3);
        compose_fault(s, FAULT_DUMP_DUPLICATE_OTHER, 0, 1);
        compose_condemn(s, 0);
        for (unsigned hint = 0; hint < 3; hint++) {
            scenario_main(s, OP_LATE_MISS, 0, hint, 0);
        }
        compose_wait_round(s);
        compose_rules(s, 0, RULE_FORWARD);
        scenario_main(s, OP_PURGE, 0, 0, 0);
    }
}

static void failed_puts(struct scenario *s)
{
    compose_begin(s, 2, 1, 1, 4);
    compose_fault(s, FAULT_PUT_NO_SPACE, 0, 1);
    compose_fault(s, FAULT_PUT_UNSAID, 1, 1);
    compose_fault(s, FAULT_PUT_LOST, 2, 1);
    compose_fault(s, FAULT_PUT_COVERED, 3, 1);
    compose_fault(s, FAULT_PUT_FOREIGN, 3, 1);
    for (unsigned i = 0; i < 12; i++) {
        scenario_packet(s, 0, OP_PACKET, i % 4, i, 1);
    }
    compose_wait_round(s);
    compose_wait_round(s);
}

static void failed_deletes(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 3);
    compose_install(s, 0);
    compose_install(s, 1);
    compose_install(s, 2);
    compose_fault(s, FAULT_DELETE_BUSY, 0, 2);
    compose_fault(s, FAULT_DELETE_TWICE, 1, 1);
    compose_fault(s, FAULT_DELETE_NOT_FINAL, 2, 1);
    for (unsigned flow = 0; flow < 3; flow++) {
        scenario_packet(s, 0, OP_PACKET, flow, 0, 1);
        compose_rules(s, flow, RULE_UNCACHEABLE);
    }
    compose_wait_round(s);
    compose_wait_round(s);
    compose_rules(s, 0, RULE_FORWARD);
    compose_wait_round(s);
}

/* Packets hit between the delete's reading of the counters and its end. */
static void delete_not_final(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    s->mean_gap = 4;
    install_and_meet(s, 0);
    compose_fault(s, FAULT_DELETE_NOT_FINAL, 0, 1);
    compose_condemn(s, 0);
    for (unsigned i = 0; i < 4; i++) {
        scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    }
    compose_wait_round(s);
}

static void delete_unsaid(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    compose_install(s, 0);
    compose_fault(s, FAULT_DELETE_UNSAID, 0, 1);
    compose_condemn(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 1);
    compose_wait_round(s);
    compose_packets(s, 0, 3);
    compose_wait_round(s);
}

/* A delete fails although it was carried out, and the flow is there again before the next one. */
static void reinstalled(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 1);
    compose_install(s, 0);
    compose_fault(s, FAULT_DELETE_UNSAID, 0, 1);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_PURGE, 0, 0, 0);
    scenario_main(s, OP_FOREIGN, 0, 0, 0);
    scenario_main(s, OP_PURGE, 0, 0, 0);
    compose_wait_round(s);
}

/* A flow that goes away unseen is modified, and is there again before it is deleted. */
static void modified_when_gone(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 1);
    compose_install(s, 0);
    compose_fault(s, FAULT_DUMP_CREATE_FAILS, 0, 1);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_VANISH, 0, 0, 0);
    compose_rules(s, 0, RULE_FORWARD);
    compose_rest_ms(s, 6);
    scenario_main(s, OP_FOREIGN, 0, 0, 0);
    compose_wait_round(s);
}

/* Puts that are still on their way when their ukeys are purged, with rules of their own each, and
 * flows that go away before they arrive. */
static void late_puts(struct scenario *s)
{
    compose_begin(s, 2, 1, 0, 1);
    s->mean_gap = 48;
    for (unsigned i = 0; i < 4; i++) {
        scenario_main(s, OP_PACKET, 0, 0, 0);
        compose_rules(s, 0, RULE_FORWARD);
        scenario_main(s, OP_PURGE, 0, 0, 0);
        scenario_main(s, OP_PACKET, 0, 1, 3);
        scenario_main(s, OP_VANISH, 0, 0, 0);
    }
    compose_wait_round(s);
}

static void failed_modifies(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    compose_fault(s, FAULT_MODIFY_BUSY, 0, 1);
    compose_fault(s, FAULT_MODIFY_RESETS, 1, 1);
    compose_rules(s, 0, RULE_FORWARD);
    compose_rules(s, 1, RULE_SLOW_PATH);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    scenario_packet(s, 0, OP_PACKET, 1, 0, 3);
    compose_wait_round(s);
    compose_wait_round(s);
}

/* Its actions change while a packet thread samples them. */
static void sampled_modifies(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    compose_rules(s, 0, RULE_SLOW_PATH);
    install_and_meet(s, 0);
    for (unsigned i = 0; i < 4; i++) {
        compose_rules(s, 0, RULE_SLOW_PATH);
        for (unsigned j = 0; j < 3; j++) {
            scenario_packet(s, 0, OP_PACKET, 0, 0, 0);
        }
        compose_wait_round(s);
    }
}

static void vanished(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    compose_install(s, 0);
    scenario_main(s, OP_VANISH, 0, 0, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 2);
    for (unsigned i = 0; i < 5; i++) {
        compose_wait_round(s);
        compose_packets(s, 0, 1);
    }
}

static void omitted(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    compose_fault(s, FAULT_DUMP_OMIT_SILENTLY, 0, 2);
    compose_fault(s, FAULT_DUMP_ENDS_EARLY, 1, 1);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    compose_wait_round(s);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
}

static void counter_steps_back(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    scenario_main(s, OP_RESET_COUNTER, 0, 0, 0);
    compose_fault(s, FAULT_READ_DIPS, 1, 1);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 1);
    compose_wait_round(s);
    compose_packets(s, 1, 3);
    compose_wait_round(s);
}

/* A dump visits the flow before and after its move, and two revalidators each hold a record. */
static void stale_layer(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 1);
    install_and_meet(s, 0);
    compose_fault(s, FAULT_DUMP_REVISIT, 0, 2);
    scenario_main(s, OP_REVALIDATE, 0, 0, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
    compose_fault(s, FAULT_DUMP_REVISIT, 0, 2);
    compose_condemn(s, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
}

static void layer_change(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 1);
    compose_install(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 1);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    compose_wait_round(s);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 4);
    compose_wait_round(s);
}

/* More flows than the limit allows, were they all in the same layer. */
static void offloaded_limit(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 3);
    s->flow_limit = 1;
    compose_install(s, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
    compose_packets(s, 1, 2);
    compose_packets(s, 2, 2);
    compose_wait_round(s);
}

/* Rounds that take long, and an offloaded flow that was used, but not in the last one. Other
 * packets keep main at work until a round has begun. */
static void offloaded_slow_rounds(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 2);
    s->max_revalidator_ms = 20;
    compose_install(s, 0);
    scenario_main(s, OP_MOVE_LAYER, 0, 0, 0);
    compose_packets(s, 0, 2);
    compose_wait_round(s);
    for (unsigned i = 0; i < 6; i++) {
        scenario_main(s, OP_REVALIDATE, 0, 0, 0);
        compose_rest_ms(s, 5);
        compose_packets(s, 1, 4);
        scenario_main(s, OP_ADVANCE, 0, 120, 0);
    }
    compose_wait_round(s);
}

static void purge(struct scenario *s)
{
    compose_begin(s, 2, 2, 2, 2);
    compose_install(s, 0);
    compose_install(s, 1);
    for (unsigned i = 0; i < 6; i++) {
        scenario_packet(s, i & 1, OP_PACKET, i / 2 & 1, i, 1);
    }
    scenario_main(s, OP_PURGE, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_FLUSH, 0, 0, 0);
    compose_packets(s, 1, 2);
}

static void pause_and_resume(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 1);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_install(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 3);
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    compose_wait_round(s);
    scenario_main(s, OP_PURGE, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_SET_THREADS, 0, 1, 0);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_wait_round(s);
}

static void reconfiguration(struct scenario *s)
{
    compose_begin(s, 1, 1, 2, 2);
    compose_install(s, 0);
    scenario_packet(s, 0, OP_PACKET, 0, 3, 3);
    scenario_packet(s, 1, OP_PACKET, 1, 2, 3);
    scenario_main(s, OP_SET_THREADS, 0, 3, 2);
    compose_packets(s, 1, 2);
    scenario_main(s, OP_STOP, 0, 0, 0);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_START, 0, 1, 1);
    compose_wait_round(s);
    scenario_main(s, OP_STOP, 0, 1, 0);
    scenario_main(s, OP_STOP, 0, 1, 0);
    scenario_main(s, OP_START, 0, 0, 0);
    compose_packets(s, 0, 2);
}

static void limit(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 4);
    s->flow_limit = 1;
    for (unsigned flow = 0; flow < 4; flow++) {
        compose_packets(s, flow, 2);
        scenario_main(s, OP_ADVANCE, 0, 101, 0);
        compose_rest_ms(s, 1);
    }
    for (unsigned flow = 0; flow < 4; flow++) {
        scenario_main(s, OP_FOREIGN, flow, 0, 0);
    }
    compose_wait_round(s);
    compose_rest_ms(s, 200);
    compose_wait_round(s);
}

/* A round that takes long lowers the limit, and the ones after it, being short, raise it again. */
static void slow_rounds(struct scenario *s)
{
    compose_begin(s, 1, 2, 0, 3);
    s->max_idle_ms = 60000;
    for (unsigned i = 0; i < 2; i++) {
        compose_rest_ms(s, 6);
        scenario_main(s, OP_REVALIDATE, 0, 0, 0);
        for (unsigned flow = 0; flow < 3; flow++) {
            compose_packets(s, flow, 2);
        }
        scenario_main(s, OP_ADVANCE, 0, 20000 & 255, 20000 >> 8);
    }
    compose_wait_round(s);
    compose_wait_round(s);
}

/* Two of the four are one too many each; the other two are over the limit, and in use. */
static void far_too_many(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 4);
    s->flow_limit = 1;
    scenario_main(s, OP_PAUSE, 0, 0, 0);
    for (unsigned flow = 0; flow < 4; flow++) {
        scenario_main(s, OP_FOREIGN, flow, 0, 0);
        compose_packets(s, flow, 1);
    }
    scenario_main(s, OP_RESUME, 0, 0, 0);
    compose_wait_round(s);
}

static void idle_expiry(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 2);
    s->max_idle_ms = 500;
    compose_install(s, 0);
    compose_install(s, 1);
    compose_rest_ms(s, 1200);
    scenario_packet(s, 0, OP_WAIT, 0, 1400 & 255, 1400 >> 8);
    scenario_packet(s, 0, OP_PACKET, 0, 0, 1);
    scenario_packet(s, 0, OP_PACKET, 1, 0, 1);
    compose_wait_round(s);
}

static void packet_datapath(struct scenario *s)
{
    compose_begin(s, 1, 1, 2, 2);
    s->packet_datapath = true;
    for (unsigned i = 0; i < 6; i++) {
        scenario_packet(s, 0, OP_PACKET, i & 1, 0, 1);
        scenario_packet(s, 1, OP_PACKET, 0, 0, 1);
    }
    compose_wait_round(s);
    compose_rules(s, 0, RULE_FORWARD_NARROW);
    compose_wait_round(s);
    scenario_main(s, OP_PURGE_PMD, 0, 1, 0);
    compose_wait_round(s);
}

static void packet_datapath_adds_nothing(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    s->packet_datapath = true;
    compose_fault(s, FAULT_ADD_NOTHING, 0, 1);
    for (unsigned i = 0; i < 6; i++) {
        scenario_packet(s, 0, OP_PACKET, 0, 0, 0);
        scenario_packet(s, 0, OP_WAIT, 0, 500 & 255, 500 >> 8);
    }
    for (unsigned i = 0; i < 6; i++) {
        compose_wait_round(s);
    }
}

/* clang-format off */
const struct seed seeds[] = {
    {"quiet",             quiet,             {"upcall_install_fresh", "dumped_new_flow"}},
    {"not-installed-yet", not_installed_yet, {"handler_duplicate_upcall"}},
    {"being-deleted",     being_deleted,     {"upcall_ukey_evicting"}},
    {"recently-deleted",  recently_deleted,  {"upcall_ukey_replace"}},
    {"lock-contention",   lock_contention,   {"ukey_replace_contention", "upcall_ukey_contention"}},
    {"adoption",          adoption,          {"ukey_adopted", "ukey_unadoptable"}},
    {"duplicate-records", duplicate_records, {"dumped_duplicate_flow"}},
    {"duplicates-and-misses", duplicates_and_misses, {"dumped_duplicate_flow"}},
    {"duplicates-again",  duplicates_again,  {"dumped_duplicate_flow"}},
    {"failed-puts",       failed_puts,       {"upcall_flow_put_failed"}},
    {"failed-deletes",    failed_deletes,    {"flow_delete_failed", "ukey_evict_retry", "udpif_declared_loss"}},
    {"delete-not-final",  delete_not_final,  {"udpif_declared_loss"}},
    {"delete-unsaid",     delete_unsaid,     {"flow_delete_failed"}},
    {"reinstalled",       reinstalled,       {"flow_delete_failed", "ukey_evict_retry"}},
    {"modified-when-gone", modified_when_gone, {"flow_modify_failed", "udpif_declared_loss"}},
    {"late-puts",         late_puts,         {"upcall_ukey_evicting", "ukey_evict_retry"}},
    {"failed-modifies",   failed_modifies,   {"flow_modify_failed"}},
    {"sampled-modifies",  sampled_modifies,  {"dumped_new_flow"}},
    {"vanished",          vanished,          {"udpif_declared_loss"}},
    {"omitted",           omitted,           {"revalidate_dump_incomplete", "revalidate_missed_dp_flow"}},
    {"counter-steps-back", counter_steps_back, {"ukey_invalid_stat_reset"}},
    {"layer-change",      layer_change,      {"ukey_dp_change"}},
    {"stale-layer",       stale_layer,       {"ukey_dp_change", "dumped_duplicate_flow"}},
    {"offloaded-limit",   offloaded_limit,   {"ukey_dp_change", "upcall_flow_limit_hit"}},
    {"offloaded-slow-rounds", offloaded_slow_rounds, {"ukey_dp_change"}},
    {"purge",             purge,             {NULL}},
    {"pause-and-resume",  pause_and_resume,  {NULL}},
    {"reconfiguration",   reconfiguration,   {NULL}},
    {"limit",             limit,             {"upcall_flow_limit_hit", "upcall_flow_limit_kill"}},
    {"far-too-many",      far_too_many,      {"ukey_adopted", "upcall_flow_limit_kill"}},
    {"slow-rounds",       slow_rounds,       {"upcall_flow_limit_scaled", "upcall_flow_limit_grew"}},
    {"idle-expiry",       idle_expiry,       {NULL}},
    {"packet-datapath",   packet_datapath,   {"upcall_install_fresh"}},
    {"packet-datapath-adds-nothing", packet_datapath_adds_nothing, {"upcall_install_fresh"}},
};
/* clang-format on */
const size_t n_seeds = sizeof seeds / sizeof seeds[0];

bool seed_reached(const struct seed *seed, const struct scenario_result *result)
{
    if (result->outcome.violated) {
        return false;
    }
    for (unsigned i = 0; i < sizeof seed->reaches / sizeof seed->reaches[0]; i++) {
        if (seed->reaches[i] && scenario_counter(result, seed->reaches[i]) == 0) {
            return false;
        }
    }
    return true;
}

bool seed_build(const struct seed *seed, struct scenario *s)
{
    static struct scenario_result result;
    const struct scenario_options options = {0};

    seed->build(s);
    for (unsigned i = 0; i < SEED_ATTEMPTS; i++) {
        scenario_execute(s, &options, &result);
        if (seed_reached(seed, &result)) {
            return true;
        }
        if (s->strategy != STRATEGY_RANDOM) {
            return false;
        }
        s->seed++;
    }
    return false;
}
