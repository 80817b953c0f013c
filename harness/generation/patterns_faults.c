/*
 * What the datapath does wrong, and what makes it matter.
 */
#include "generation/compose.h"
#include "generation/pattern_internal.h"

/* One of several faults, once or twice. */
static void any_fault(struct scenario *part, const uint8_t *faults, unsigned n_faults,
                      unsigned flow, struct random *random)
{
    enum model_fault fault = (enum model_fault)faults[random_below(random, n_faults)];

    compose_fault(part, fault, flow, 1 + random_one_in(random, 3));
}

/* The table of a flow, as operations name it. */
static unsigned any_pmd(const struct scenario *part, struct random *random)
{
    return part->packet_datapath ? 1 + random_below(random, 2) : 0;
}

/* Copies of a record are in different hands, or come late. */
static void duplicates(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_DUMP_DUPLICATE_OTHER, FAULT_DUMP_DUPLICATE_OTHER,
                                     FAULT_DUMP_DUPLICATE_LATE, FAULT_DUMP_DUPLICATE,
                                     FAULT_DUMP_REVISIT};

    any_fault(part, faults, sizeof faults, flow, random);
    pattern_traffic(part, flow, 1, random);
    compose_call(part, OP_REVALIDATE);
    pattern_traffic(part, flow, 1, random);
}

/* A copy of a record waits while its flow is deleted, missed and installed again. */
static void stale_copies(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_DUMP_DUPLICATE_OTHER, FAULT_DUMP_DUPLICATE_OTHER,
                                     FAULT_DUMP_DUPLICATE_LATE, FAULT_DUMP_REVISIT};

    any_fault(part, faults, sizeof faults, flow, random);
    pattern_late_misses(part, flow, random_below(random, 4), random);
    pattern_end_flow(part, flow, random);
    pattern_late_misses(part, flow, 3, random);
    pattern_traffic(part, flow, 4, random);
}

/* Dumps do not show all there is, up to four times in a row: then a cache begins to wonder. */
static void omissions(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_DUMP_OMIT, FAULT_DUMP_OMIT_SILENTLY,
                                     FAULT_DUMP_OMIT_SILENTLY, FAULT_DUMP_ENDS_EARLY,
                                     FAULT_DUMP_CREATE_FAILS};
    unsigned n = random_one_in(random, 2) ? 4 : 1 + random_below(random, 3);

    compose_fault(part, (enum model_fault)faults[random_below(random, sizeof faults)], flow, n);
    if (random_one_in(random, 2)) {
        compose_rules(part, flow, random_one_in(random, 4) ? RULE_FORWARD_NARROW : RULE_FORWARD);
    }
    pattern_traffic(part, flow, 2, random);
    while (n-- > 0) {
        compose_wait_round(part);
    }
    pattern_traffic(part, flow, 1, random);
}

static void failed_put(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_PUT_COVERED, FAULT_PUT_FOREIGN, FAULT_PUT_NO_SPACE,
                                     FAULT_PUT_UNSAID, FAULT_PUT_LOST};

    any_fault(part, faults, sizeof faults, flow, random);
    pattern_end_flow(part, flow, random);
    pattern_late_misses(part, flow, 2, random);
    compose_wait_round(part);
    pattern_traffic(part, flow, 2, random);
}

static void failed_delete(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_DELETE_BUSY, FAULT_DELETE_UNSAID, FAULT_DELETE_TWICE,
                                     FAULT_DELETE_NOT_FINAL};

    any_fault(part, faults, sizeof faults, flow, random);
    pattern_end_flow(part, flow, random);
    pattern_traffic(part, flow, 2, random);
    pattern_late_misses(part, flow, random_below(random, 3), random);
    compose_wait_round(part);
    pattern_traffic(part, flow, 1, random);
}

/* A counter is read, and packets hit before the flow is gone. */
static void late_hits(struct scenario *part, unsigned flow, struct random *random)
{
    compose_fault(part, FAULT_DELETE_NOT_FINAL, flow, 2);
    pattern_traffic(part, flow, 4, random);
    pattern_end_flow(part, flow, random);
    pattern_traffic(part, flow, 6, random);
}

static void failed_modify(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_MODIFY_BUSY, FAULT_MODIFY_RESETS};

    any_fault(part, faults, sizeof faults, flow, random);
    compose_rules(part, flow, random_one_in(random, 3) ? RULE_SLOW_PATH : RULE_FORWARD);
    pattern_traffic(part, flow, 2, random);
    compose_wait_round(part);
    pattern_traffic(part, flow, 1, random);
}

static void failed_translation(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_TRANSLATION_FAILS, FAULT_TRANSLATION_UNCACHEABLE};

    any_fault(part, faults, sizeof faults, flow, random);
    compose_rules(part, flow, RULE_FORWARD);
    pattern_late_misses(part, flow, random_below(random, 3), random);
    pattern_traffic(part, flow, 2, random);
}

/* A counter steps back, for good or for a moment. */
static void counters(struct scenario *part, unsigned flow, struct random *random)
{
    pattern_traffic(part, flow, 1, random);
    if (random_one_in(random, 2)) {
        scenario_main(part, OP_RESET_COUNTER, flow, any_pmd(part, random), 0);
    } else {
        compose_fault(part, FAULT_READ_DIPS, flow, 1 + random_below(random, 2));
    }
    pattern_traffic(part, flow, 1, random);
    compose_call(part, OP_REVALIDATE);
    pattern_traffic(part, flow, 1, random);
}

/* A flow moves to a layer with counters of its own; records of the layer before are on their way.
 */
static void layers(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t faults[] = {FAULT_DUMP_DUPLICATE_OTHER, FAULT_DUMP_DUPLICATE_LATE,
                                     FAULT_DUMP_REVISIT};

    any_fault(part, faults, sizeof faults, flow, random);
    compose_call(part, OP_REVALIDATE);
    for (unsigned n = 1 + random_one_in(random, 3); n > 0; n--) {
        scenario_main(part, OP_MOVE_LAYER, flow, any_pmd(part, random), 0);
        pattern_traffic(part, flow, 1, random);
    }
    compose_call(part, OP_REVALIDATE);
    pattern_traffic(part, flow, 1, random);
}

/* A flow is gone, and the cache does not know; maybe another takes its place. */
static void vanishing(struct scenario *part, unsigned flow, struct random *random)
{
    unsigned pmd = any_pmd(part, random);

    scenario_main(part, OP_VANISH, flow, pmd, 0);
    if (random_one_in(random, 3)) {
        scenario_main(part, OP_FOREIGN, flow, pmd, 0);
    }
    pattern_traffic(part, flow, 1, random);
    for (unsigned n = 1 + random_below(random, 4); n > 0; n--) {
        compose_wait_round(part);
    }
    pattern_traffic(part, flow, 2, random);
}

/* Somebody else installs a flow while the cache is about to, or has just deleted its own. */
static void adoption(struct scenario *part, unsigned flow, struct random *random)
{
    unsigned pmd = any_pmd(part, random), kind = random_below(random, 4);

    compose_rules(part, flow, RULE_UNCACHEABLE);
    compose_wait_round(part);
    scenario_main(part, OP_FOREIGN, flow, pmd, kind);
    if (random_one_in(random, 3)) {
        compose_fault(part, FAULT_GET_BUSY, flow, 1);
    }
    pattern_traffic(part, flow, 1, random);
    pattern_late_misses(part, flow, random_below(random, 2), random);
    compose_rules(part, flow, RULE_FORWARD);
    pattern_traffic(part, flow, 1, random);
}

/* clang-format off */
const struct pattern patterns_of_faults[] = {
    {.name = "duplicates", .n_revalidators = 2, .storm = duplicates,
     .reaches = {"dumped_duplicate_flow"}},
    {.name = "stale-copies", .n_handlers = 2, .n_revalidators = 2, .storm = stale_copies,
     .reaches = {"dumped_duplicate_flow", "upcall_ukey_replace"}},
    {.name = "omissions", .storm = omissions,
     .reaches = {"revalidate_missed_dp_flow", "revalidate_dump_incomplete"}},
    {.name = "failed-put", .n_handlers = 2, .storm = failed_put,
     .reaches = {"upcall_flow_put_failed"}},
    {.name = "failed-delete", .storm = failed_delete,
     .reaches = {"flow_delete_failed", "ukey_evict_retry", "udpif_declared_loss"}},
    {.name = "late-hits", .n_packet_threads = 1, .storm = late_hits,
     .reaches = {"udpif_declared_loss"}, .happens = {EVENT_DELETE_READ}},
    {.name = "failed-modify", .storm = failed_modify,
     .reaches = {"flow_modify_failed"}},
    {.name = "failed-translation", .storm = failed_translation,
     .reaches = {"upcall_translation_failed"}, .happens = {EVENT_TRANSLATE_FAILED}},
    {.name = "counters", .storm = counters,
     .reaches = {"ukey_invalid_stat_reset", "udpif_declared_loss"}},
    {.name = "layers", .n_revalidators = 2, .storm = layers,
     .reaches = {"ukey_dp_change", "dumped_duplicate_flow"}},
    {.name = "vanishing", .storm = vanishing,
     .reaches = {"revalidate_missing_dp_flow", "udpif_declared_loss"}},
    {.name = "adoption", .storm = adoption,
     .reaches = {"ukey_adopted", "ukey_unadoptable"}},
    {.name = NULL},
};
/* clang-format on */
