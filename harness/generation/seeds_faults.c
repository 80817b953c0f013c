/*
 * Seeds of what the datapath does wrong.
 */
#include "generation/compose.h"
#include "generation/seed_internal.h"

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
    seed_install_and_meet(s, 0);
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
        compose_pause_ms(s, 1);
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
    seed_install_and_meet(s, 0);
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

/* A flow that goes away unseen is modified, and is there again before it is deleted. */
static void modified_when_gone(struct scenario *s)
{
    compose_begin(s, 1, 1, 0, 1);
    compose_install(s, 0);
    compose_fault(s, FAULT_DUMP_CREATE_FAILS, 0, 1);
    compose_packets(s, 0, 2);
    scenario_main(s, OP_VANISH, 0, 0, 0);
    compose_rules(s, 0, RULE_FORWARD);
    compose_pause_ms(s, 6);
    scenario_main(s, OP_FOREIGN, 0, 0, 0);
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
const struct seed seeds_of_faults[] = {
    {"duplicate-records",            duplicate_records,            {"dumped_duplicate_flow"}},
    {"duplicates-and-misses",        duplicates_and_misses,        {"dumped_duplicate_flow"}},
    {"duplicates-again",             duplicates_again,             {"dumped_duplicate_flow"}},
    {"omitted",                      omitted,                      {"revalidate_dump_incomplete", "revalidate_missed_dp_flow"}},
    {"failed-puts",                  failed_puts,                  {"upcall_flow_put_failed"}},
    {"failed-deletes",               failed_deletes,               {"flow_delete_failed", "ukey_evict_retry", "udpif_declared_loss"}},
    {"delete-not-final",             delete_not_final,             {"udpif_declared_loss"}},
    {"delete-unsaid",                delete_unsaid,                {"flow_delete_failed"}},
    {"reinstalled",                  reinstalled,                  {"flow_delete_failed", "ukey_evict_retry"}},
    {"failed-modifies",              failed_modifies,              {"flow_modify_failed"}},
    {"modified-when-gone",           modified_when_gone,           {"flow_modify_failed", "udpif_declared_loss"}},
    {"counter-steps-back",           counter_steps_back,           {"ukey_invalid_stat_reset"}},
    {"packet-datapath-adds-nothing", packet_datapath_adds_nothing, {"upcall_install_fresh"}},
    {.name = NULL},
};
/* clang-format on */
