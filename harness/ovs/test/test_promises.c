/* What counts as a finding in Open vSwitch's file: each case has happened by itself, and the faults are
 * told here instead of by a datapath. UKEYFUZZ_OVS_PROMISES is "new": what is known does not count. */
#include "ovs/promise/promises.h"

#include "model/model.h"
#include "test/check.h"

static const bool is_mended = IS_MENDED;
const char *const ovs_repaired = IS_MENDED ? "B70 B71 B74 B75 B76 B78 N01 N02 O23" : "";

static uint32_t fired[MODEL_FAULTS];

uint32_t model_n_fired(enum model_fault fault)
{
    return fired[fault];
}

/* What has fired has met flow 0, if not all flows. */
bool model_has_fired_at(enum model_fault fault, unsigned flow)
{
    return fired[fault] && flow == 0;
}

static void begin(void)
{
    memset(fired, 0, sizeof fired);
    promises_begin();
}

static bool counts_for(unsigned flow, const char *rule)
{
    struct cache_remark remark = {.known = NULL};

    return promises_kept(rule, flow, &remark);
}

static bool counts(const char *rule)
{
    return counts_for(CACHE_NO_FLOW, rule);
}

static void end_rounds(unsigned n)
{
    while (n--) {
        promises_round_ended();
    }
}

static void without_its_cause_a_rule_counts(void)
{
    begin();
    CHECK(counts("ONCE/lost-by-delete"));
    CHECK(counts("STALL/gone-for-long"));
    CHECK(counts("BIJ/no-flow"));
    CHECK(counts("VALID/of-older-rules"));
    CHECK(counts("ABORT/invalid-transition"));
    CHECK(counts("ABORT/ends-itself"));
}

static void what_was_never_promised_never_counts(void)
{
    begin();
    CHECK(!counts("CNT/anything"));
    CHECK(!counts("ABORT/no-thread"));
}

static void a_cause_excuses_its_own_rules_alone(void)
{
    begin();
    fired[FAULT_FOREIGN_FLOW] = 1;
    CHECK(counts("BIJ/other-actions"));
    CHECK(counts("ONCE/credited-at-another-time"));
    promises_called(CALLED_BEFORE_PUT);
    CHECK(!counts("BIJ/other-actions"));
    CHECK(!counts("ONCE/credited-at-another-time"));
    CHECK(!counts("LIM/idle-and-kept"));
    CHECK(counts("BIJ/no-flow"));
    CHECK(counts("ONCE/credited-twice"));
}

static void a_cause_excuses_its_own_flow_alone(void)
{
    begin();
    fired[FAULT_VANISH] = 1;
    CHECK(!counts_for(0, "STALL/gone-for-long"));
    CHECK(counts_for(1, "STALL/gone-for-long"));
    promises_called_for(ANSWERED_UNCACHEABLE, 1);
    CHECK(!counts_for(1, "VALID/not-allowed"));
    CHECK(counts_for(2, "VALID/not-allowed"));
    CHECK(!counts("VALID/not-allowed"));
}

static void what_meets_a_whole_dump_excuses_all_flows(void)
{
    begin();
    fired[FAULT_DUMP_ENDS_EARLY] = 1;
    CHECK(!counts_for(1, "LIM/idle-and-kept"));
    promises_called(CALLED_STOP_KEEPING);
    CHECK(!counts_for(127, "BIJ/no-flow"));
}

static void a_number_of_flows_excuses_what_was_decided_by_it(void)
{
    begin();
    CHECK(counts("LIM/deleted-for-nothing"));
    CHECK(counts("LIM/does-not-recover"));
    promises_called(CALLED_CROWDED);
    CHECK(!counts("LIM/deleted-for-nothing"));
    promises_over(CALLED_CROWDED);
    CHECK(counts("LIM/deleted-for-nothing"));
    promises_called(CALLED_WITH_OLD_NUMBER);
    CHECK(!counts("LIM/does-not-recover"));
    CHECK(counts("LIM/installed-at-the-limit"));
}

static void a_purge_leaves_out_what_is_busy(void)
{
    begin();
    promises_called(CALLED_PURGE);
    CHECK(counts_for(0, "PROG/not-deleted") == is_mended);
    promises_called_for(CALLED_FOR_BUSY, 0);
    CHECK(!counts_for(0, "PROG/not-deleted"));
    CHECK(counts_for(1, "PROG/not-deleted") == is_mended);
}

static void a_failed_translation_excuses_until_a_change_is_answered(void)
{
    begin();
    promises_called_for(ANSWERED_NO_BRIDGE, 1);
    promises_called_for(ANSWERED_NO_BRIDGE_LATELY, 1);
    CHECK(!counts_for(1, "VALID/of-no-rules"));
    CHECK(counts_for(1, "VALID/of-older-rules"));
    CHECK(counts_for(1, "BIJ/other-actions"));
    CHECK(counts_for(1, "STALL/not-put"));
    promises_over(ANSWERED_NO_BRIDGE_LATELY);
    CHECK(counts_for(1, "VALID/of-no-rules"));
    CHECK(!counts_for(1, "ONCE/gap"));
}

static void a_ukey_deleted_before_its_put_is_known(void)
{
    begin();
    fired[FAULT_FOREIGN_FLOW] = 1;
    CHECK(counts("ABORT/invalid-transition"));
    CHECK(counts_for(0, "STATE/without-reason"));
    promises_called_for(CALLED_BEFORE_PUT, 0);
    CHECK(!counts("ABORT/invalid-transition"));
    CHECK(!counts_for(0, "STATE/without-reason"));
    CHECK(counts_for(1, "STATE/without-reason"));
}

static void what_is_credited_to_older_rules_counts(void)
{
    begin();
    CHECK(!counts("ATTR/credited-to-newer-rules"));
    CHECK(counts("ATTR/credited-to-older-rules"));
}

static void a_short_idle_time_may_be_exceeded(void)
{
    begin();
    CHECK(counts("LIM/idle-and-kept"));
    promises_called(CALLED_WITH_SHORT_IDLE);
    CHECK(!counts("LIM/idle-and-kept"));
}

static void both_causes_are_needed(void)
{
    begin();
    fired[FAULT_VANISH] = 1;
    CHECK(counts("ONCE/gap"));
    fired[FAULT_FOREIGN_FLOW] = 1;
    CHECK(!counts("ONCE/gap"));
}

/* B78 never ends. With it mended a ukey stands in the way for four dumps, and some more if it is busy. */
static void a_flow_that_vanished_excuses_for_some_rounds(void)
{
    begin();
    end_rounds(3);
    fired[FAULT_VANISH] = 1;
    end_rounds(6);
    CHECK(!counts("STALL/gone-for-long"));
    CHECK(!counts("BIJ/no-flow"));
    end_rounds(1);
    CHECK(counts("STALL/gone-for-long") == is_mended);
    CHECK(counts("BIJ/no-flow") == is_mended);
    fired[FAULT_VANISH]++;
    CHECK(!counts("STALL/gone-for-long"));
}

/* Its ukey is OPERATIONAL, and upstream takes it no further than that. */
static void a_put_that_fails_behind_a_duplicate_excuses_for_some_rounds(void)
{
    begin();
    fired[FAULT_PUT_COVERED] = 1;
    CHECK(counts("STALL/gone-for-long"));
    CHECK(counts("BIJ/no-flow"));
    fired[FAULT_DUMP_DUPLICATE_OTHER] = 1; /* Which is N02, where that is not mended. */
    CHECK(counts("STALL/gone-for-long") == is_mended);
    CHECK(counts("BIJ/no-flow") == is_mended);
    promises_called_for(CALLED_BEFORE_PUT, 0);
    CHECK(!counts("STALL/gone-for-long"));
    CHECK(!counts("BIJ/no-flow"));
    CHECK(counts_for(1, "STALL/gone-for-long"));
    end_rounds(7);
    CHECK(counts("STALL/gone-for-long") == is_mended);
    CHECK(counts("BIJ/no-flow") == is_mended);
}

/* The second record was got before the delete, and makes its ukey after it. */
static void a_ukey_of_a_flow_that_was_deleted_without_one_excuses_for_some_rounds(void)
{
    begin();
    promises_called_for(CALLED_REFUSED, 0);
    CHECK(counts("BIJ/no-flow"));
    fired[FAULT_DUMP_REVISIT] = 1;
    CHECK(!counts_for(0, "BIJ/no-flow"));
    CHECK(!counts_for(0, "STALL/gone-for-long"));
    CHECK(counts_for(1, "BIJ/no-flow"));
    end_rounds(7);
    CHECK(counts_for(0, "BIJ/no-flow") == is_mended);
    CHECK(counts_for(0, "STALL/gone-for-long") == is_mended);
}

static void a_delete_that_fails_excuses_what_it_forgets(void)
{
    begin();
    fired[FAULT_DELETE_BUSY] = 1;
    CHECK(!counts("ONCE/credited-twice"));
    CHECK(!counts("ONCE/lost-by-delete"));
    CHECK(counts("ONCE/packet-credited-twice"));
    CHECK(counts("ONCE/credited-to-another-flow"));
}

static void a_pause_that_a_call_has_ended_excuses_until_the_next(void)
{
    begin();
    CHECK(counts("PROG/round-while-paused"));
    promises_called(CALLED_ENDING_PAUSE);
    CHECK(!counts("PROG/round-while-paused"));
    CHECK(!counts("PROG/dump-while-paused"));
    promises_over(CALLED_ENDING_PAUSE);
    CHECK(counts("PROG/round-while-paused"));
}

static void a_delete_without_a_ukey_excuses_while_it_lasts(void)
{
    begin();
    CHECK(counts("OPS/deletes-other-than-evicting"));
    promises_called(CALLED_TO_DELETE_REFUSED);
    CHECK(!counts("OPS/deletes-other-than-evicting"));
    promises_over(CALLED_TO_DELETE_REFUSED);
    CHECK(counts("OPS/deletes-other-than-evicting"));
}

static void two_deletes_of_a_flow_excuse_until_its_ukey_is_evicted(void)
{
    static const char *const rules[] = {"OPS/deletes-twice-at-once", "OPS/deletes-for-another",
                                        "OPS/deletes-what-is-gone", "STATE/not-its-owner"};

    begin();
    promises_called_for(CALLED_BESIDE_REFUSED, 1);
    promises_called_for(CALLED_BESIDE_REFUSED, 2);
    CHECK(counts_for(1, "STATE/without-reason"));
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
        CHECK(!counts_for(1, rules[i]));
        CHECK(counts_for(0, rules[i]));
    }
    promises_over_for(CALLED_BESIDE_REFUSED, 1);
    for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
        CHECK(counts_for(1, rules[i]));
        CHECK(!counts_for(2, rules[i]));
    }
}

static void what_recirculates_excuses_its_own_rules_alone(void)
{
    begin();
    CHECK(counts("LEAK/context-left"));
    CHECK(counts("STALL/cacheable"));
    promises_called(ANSWERED_CONTEXT_GOES);
    CHECK(!counts("STALL/cacheable"));
    CHECK(counts("STALL/not-put"));
    promises_called(CALLED_REFUSED);
    CHECK(counts("ONCE/gap"));
    fired[FAULT_DUMP_DUPLICATE_LATE] = 1;
    CHECK(!counts("ONCE/gap"));
    CHECK(counts("OPS/deletes-for-another"));
    CHECK(counts("OPS/deletes-what-is-gone"));
    promises_called(CALLED_UNDER_UKEY);
    CHECK(!counts("OPS/deletes-what-is-gone"));
    CHECK(counts("LEAK/context-left"));
    promises_called(CALLED_MISSING);
    CHECK(!counts("LEAK/context-left"));
}

static void what_is_mended_counts_in_a_copy(void)
{
    begin();
    fired[FAULT_MODIFY_BUSY] = 1;
    CHECK(counts("VALID/of-older-rules") == is_mended);
    promises_called(CALLED_PURGE);
    CHECK(counts("STATE/anything") == is_mended);
    CHECK(counts("ABORT/invalid-transition") == is_mended);
}

static void an_execution_knows_nothing_of_the_one_before(void)
{
    begin();
    promises_called(CALLED_ENDING_PAUSE);
    fired[FAULT_VANISH] = 1;
    end_rounds(1);
    begin();
    CHECK(counts("PROG/round-while-paused"));
    CHECK(counts("STALL/gone-for-long"));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(without_its_cause_a_rule_counts),
        CASE(what_was_never_promised_never_counts),
        CASE(a_cause_excuses_its_own_rules_alone),
        CASE(a_cause_excuses_its_own_flow_alone),
        CASE(what_meets_a_whole_dump_excuses_all_flows),
        CASE(a_number_of_flows_excuses_what_was_decided_by_it),
        CASE(a_purge_leaves_out_what_is_busy),
        CASE(a_failed_translation_excuses_until_a_change_is_answered),
        CASE(a_ukey_deleted_before_its_put_is_known),
        CASE(what_is_credited_to_older_rules_counts),
        CASE(a_short_idle_time_may_be_exceeded),
        CASE(both_causes_are_needed),
        CASE(a_flow_that_vanished_excuses_for_some_rounds),
        CASE(a_put_that_fails_behind_a_duplicate_excuses_for_some_rounds),
        CASE(a_ukey_of_a_flow_that_was_deleted_without_one_excuses_for_some_rounds),
        CASE(a_delete_that_fails_excuses_what_it_forgets),
        CASE(a_pause_that_a_call_has_ended_excuses_until_the_next),
        CASE(a_delete_without_a_ukey_excuses_while_it_lasts),
        CASE(two_deletes_of_a_flow_excuse_until_its_ukey_is_evicted),
        CASE(what_recirculates_excuses_its_own_rules_alone),
        CASE(what_is_mended_counts_in_a_copy),
        CASE(an_execution_knows_nothing_of_the_one_before),
    };

    return RUN_CASES(cases);
}
