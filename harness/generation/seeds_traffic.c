/*
 * Seeds of what is installed, deleted and hit.
 */
#include "generation/compose.h"
#include "generation/seed_internal.h"

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
    seed_install_and_meet(s, 0);
    compose_late_misses(s, 0, 0, 2);
    compose_condemn(s, 0);
    compose_wait_round(s);
}

static void recently_deleted(struct scenario *s)
{
    compose_begin(s, 2, 2, 1, 1);
    seed_install_and_meet(s, 0);
    compose_condemn(s, 0);
    compose_late_misses(s, 0, 0, 1);
    compose_wait_round(s);
    compose_packets(s, 0, 2);
}

static void lock_contention(struct scenario *s)
{
    compose_begin(s, 3, 2, 2, 1);
    seed_install_and_meet(s, 0);
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

/* Its actions change while a packet thread samples them. */
static void sampled_modifies(struct scenario *s)
{
    compose_begin(s, 1, 1, 1, 1);
    compose_rules(s, 0, RULE_SLOW_PATH);
    seed_install_and_meet(s, 0);
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

/* A dump visits the flow before and after its move, and two revalidators each hold a record. */
static void stale_layer(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 1);
    seed_install_and_meet(s, 0);
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

static void idle_expiry(struct scenario *s)
{
    compose_begin(s, 1, 2, 1, 2);
    s->max_idle_ms = 500;
    compose_install(s, 0);
    compose_install(s, 1);
    compose_pause_ms(s, 1200);
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

/* clang-format off */
const struct seed seeds_of_traffic[] = {
    {"quiet",             quiet,             {"upcall_install_fresh", "dumped_new_flow"}},
    {"not-installed-yet", not_installed_yet, {"handler_duplicate_upcall"}},
    {"being-deleted",     being_deleted,     {"upcall_ukey_evicting"}},
    {"recently-deleted",  recently_deleted,  {"upcall_ukey_replace"}},
    {"lock-contention",   lock_contention,   {"ukey_replace_contention", "upcall_ukey_contention"}},
    {"adoption",          adoption,          {"ukey_adopted", "ukey_unadoptable"}},
    {"late-puts",         late_puts,         {"upcall_ukey_evicting", "ukey_evict_retry"}},
    {"sampled-modifies",  sampled_modifies,  {"dumped_new_flow"}},
    {"vanished",          vanished,          {"udpif_declared_loss"}},
    {"layer-change",      layer_change,      {"ukey_dp_change"}},
    {"stale-layer",       stale_layer,       {"ukey_dp_change", "dumped_duplicate_flow"}},
    {"idle-expiry",       idle_expiry,       {NULL}},
    {"packet-datapath",   packet_datapath,   {"upcall_install_fresh"}},
    {.name = NULL},
};
/* clang-format on */
