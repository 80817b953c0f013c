/*
 * What is installed, deleted and hit, and above all who still holds an older view of it.
 */
#include "generation/compose.h"
#include "generation/pattern_internal.h"
#include "generation/times.h"

/* Late misses that keep handlers busy for a while. */
enum { BURST = 4 };

static void late_miss(struct scenario *part, unsigned flow, unsigned hint, struct random *random)
{
    unsigned actor = random_below(random, part->n_packet_threads + 1U);

    if (actor == 0) {
        scenario_main(part, OP_LATE_MISS, flow, hint, 0);
    } else {
        scenario_packet(part, actor - 1, OP_LATE_MISS, flow, hint, 0);
    }
}

void pattern_late_misses(struct scenario *part, unsigned flow, unsigned n, struct random *random)
{
    for (unsigned hint = 0; hint < n; hint++) {
        late_miss(part, flow, hint, random);
    }
}

void pattern_traffic(struct scenario *part, unsigned flow, unsigned n, struct random *random)
{
    while (n-- > 0) {
        unsigned actor = random_below(random, part->n_packet_threads + 1U);
        unsigned hint = random_below(random, 4), more = random_below(random, 3);

        if (actor == 0) {
            scenario_main(part, OP_PACKET, flow, hint, more);
        } else {
            scenario_packet(part, actor - 1, OP_PACKET, flow, hint, more);
        }
    }
}

void pattern_end_flow(struct scenario *part, unsigned flow, struct random *random)
{
    switch (random_below(random, 6)) {
    case 0:
        compose_rules(part, flow, RULE_UNCACHEABLE);
        compose_rules(part, flow, RULE_FORWARD);
        break;
    case 1:
        compose_call(part, OP_PURGE);
        break;
    default:
        compose_condemn(part, flow);
        break;
    }
}

/* Misses of one flow wait in different queues, and outlive the flow: so many that handlers are
 * still about them when a round has come to deleting it. */
static void delete_and_miss(struct scenario *part, unsigned flow, struct random *random)
{
    pattern_late_misses(part, flow, BURST + random_below(random, 3), random);
    pattern_end_flow(part, flow, random);
    pattern_late_misses(part, flow, BURST - 1, random);
    pattern_traffic(part, flow, BURST, random);
}

/* Several misses of a flow that is not there, all at once. */
static void first_misses(struct scenario *part, unsigned flow, struct random *random)
{
    if (random_one_in(random, 2)) {
        compose_rules(part, flow, RULE_UNCACHEABLE);
        compose_wait_round(part);
        compose_rules(part, flow, RULE_FORWARD);
    }
    pattern_late_misses(part, flow, 2 + random_below(random, 2), random);
    pattern_traffic(part, flow, 2, random);
}

/* Misses with one identity and two keys; and the flow ends, so that either may be the first. */
static void two_keys(struct scenario *part, unsigned flow, struct random *random)
{
    for (unsigned n = 3 + random_below(random, 3); n > 0; n--) {
        if (random_one_in(random, 2)) {
            scenario_main(part, OP_OTHER_KEY, flow, random_below(random, 4), 0);
        } else {
            pattern_late_misses(part, flow, 1, random);
        }
        if (random_one_in(random, 3)) {
            pattern_end_flow(part, flow, random);
        }
    }
    pattern_traffic(part, flow, 1, random);
}

/* Rules change in the middle of a round, and again. */
static void change_mid_round(struct scenario *part, unsigned flow, struct random *random)
{
    compose_call(part, OP_REVALIDATE);
    for (unsigned n = 1 + random_below(random, 3); n > 0; n--) {
        pattern_traffic(part, flow, 1, random);
        compose_rules(part, flow, (enum model_rule)random_below(random, MODEL_RULES));
    }
    compose_rules(part, flow, random_one_in(random, 3) ? RULE_FORWARD_NARROW : RULE_FORWARD);
    pattern_traffic(part, flow, 2, random);
}

/* A flow that was hit is busy when it is deleted: its final counters matter. */
static void delete_during_traffic(struct scenario *part, unsigned flow, struct random *random)
{
    pattern_traffic(part, flow, 3, random);
    pattern_end_flow(part, flow, random);
    pattern_traffic(part, flow, 3, random);
}

static void expire_soon(struct scenario *s, struct random *random)
{
    static const uint16_t idle_ms[] = {5, 2000, 2000, 2000, 2000, 2000};

    s->max_idle_ms = idle_ms[random_below(random, sizeof idle_ms / sizeof idle_ms[0])];
}

static void advance(struct scenario *part, unsigned ms)
{
    scenario_main(part, OP_ADVANCE, 0, ms & 255, ms >> 8);
}

/* Time runs on, all flows are idle at once, and packets come back just then; or misses do, which
 * keep no flow busy. Or a millisecond is missing. */
static void idle(struct scenario *part, unsigned flow, struct random *random)
{
    advance(part, random_one_in(random, 8) ? times_beside_a_limit(part, random) : 2001);
    compose_call(part, OP_REVALIDATE);
    if (random_one_in(random, 3)) {
        pattern_traffic(part, flow, 2, random);
    } else {
        pattern_late_misses(part, flow, BURST, random);
    }
    compose_wait_round(part);
    pattern_traffic(part, flow, 1, random);
}

static void few_flows(struct scenario *s, struct random *random)
{
    s->flow_limit = (uint8_t)(1 + random_below(random, 2));
}

/* More flows than there is room for, some of them put there by somebody else; what is known of
 * their number is old. */
static void limit(struct scenario *part, unsigned flow, struct random *random)
{
    for (unsigned i = 0; i < part->n_flows; i++) {
        unsigned other = (flow + i) % part->n_flows;

        if (random_one_in(random, 2)) {
            scenario_main(part, OP_FOREIGN, other, 0, 0);
        } else {
            compose_packets(part, other, 2);
        }
        if (random_one_in(random, 2)) {
            advance(part, 101);
        }
    }
    compose_call(part, OP_REVALIDATE);
    pattern_traffic(part, flow, 1, random);
    compose_pause_ms(part, 101);
}

static void hard_to_please(struct scenario *s, struct random *random)
{
    s->revalidate_always = false;
    s->min_revalidate_pps = (uint8_t)(random_one_in(random, 2) ? 1 + random_below(random, 255) : 0);
}

/* A round takes so long that flows with little traffic are not worth a translation, and that the
 * flow limit falls. */
static void slow_round(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint16_t durations_ms[] = {300, 1301, 1301, 2001};
    unsigned ms = random_one_in(random, 4) ? times_beside_a_limit(part, random)
                                           : durations_ms[random_below(random, 4)];

    /* Time must move while the round runs, and main does not know when that is. */
    for (unsigned n = 1 + random_below(random, 2); n > 0; n--) {
        compose_call(part, OP_REVALIDATE);
        pattern_traffic(part, flow, 1, random);
        advance(part, ms);
    }
    compose_wait_round(part);
    compose_rules(part, flow, RULE_FORWARD);
    pattern_traffic(part, flow, 2, random);
}

/* Every round takes longer than it may. */
static void harder_to_please(struct scenario *s, struct random *random)
{
    hard_to_please(s, random);
    s->max_revalidator_ms = 1;
}

/* A flow with little traffic, perhaps an offloaded one, has not been used for just as long as it may. */
static void slow_flow(struct scenario *part, unsigned flow, struct random *random)
{
    compose_packets(part, flow, 1 + random_below(random, 2));
    compose_wait_round(part);
    if (random_one_in(random, 2)) {
        scenario_main(part, OP_MOVE_LAYER, flow, 0, 0);
    }
    compose_packets(part, flow, 1);
    compose_wait_round(part);
    advance(part, times_beside_a_limit(part, random));
    compose_rules(part, flow, RULE_FORWARD);
    compose_wait_round(part);
}

/* Queues of all sizes. */
static void some_capacity(struct scenario *s, struct random *random)
{
    static const uint8_t capacities[] = {0, 0, 1, 255};

    s->queue_capacity = capacities[random_below(random, sizeof capacities)];
}

/* More misses than a queue holds, or than a handler takes at once. */
static void flood(struct scenario *part, unsigned flow, struct random *random)
{
    unsigned hint = random_below(random, 4);

    compose_rules(part, flow, RULE_UNCACHEABLE);
    compose_wait_round(part);
    for (unsigned i = 0; i < 9; i++) {
        scenario_main(part, OP_PACKET, flow, hint, 3);
        for (unsigned thread = 0; thread < part->n_packet_threads; thread++) {
            scenario_packet(part, thread, OP_PACKET, flow, hint, 3);
        }
    }
    compose_rules(part, flow, RULE_FORWARD);
}

/* clang-format off */
const struct pattern patterns_of_traffic[] = {
    {.name = "delete-and-miss", .n_handlers = 2, .n_packet_threads = 1, .n_flows = 2, .storm = delete_and_miss,
     .reaches = {"upcall_ukey_replace", "upcall_ukey_evicting", "ukey_replace_contention"}},
    {.name = "first-misses", .n_handlers = 2, .storm = first_misses,
     .reaches = {"handler_duplicate_upcall"}},
    {.name = "two-keys", .storm = two_keys, .reaches = {"upcall_ukey_conflict"}},
    {.name = "change-mid-round", .storm = change_mid_round,
     .happens = {EVENT_MODIFY_COMMIT}},
    {.name = "delete-during-traffic", .n_packet_threads = 1, .storm = delete_during_traffic,
     .reaches = {"upcall_install_fresh"}, .happens = {EVENT_DELETE_COMMIT}},
    {.name = "idle", .configure = expire_soon, .storm = idle,
     .happens = {EVENT_DELETE_COMMIT}},
    {.name = "limit", .n_flows = 3, .configure = few_flows, .storm = limit,
     .reaches = {"upcall_flow_limit_hit", "upcall_flow_limit_kill"}},
    {.name = "slow-round", .configure = hard_to_please, .storm = slow_round,
     .reaches = {"upcall_flow_limit_scaled", "upcall_flow_limit_reduced"}},
    {.name = "slow-flow", .configure = harder_to_please, .storm = slow_flow,
     .happens = {EVENT_DELETE_COMMIT}},
    {.name = "flood", .configure = some_capacity, .storm = flood, .reaches = {"upcall_queue_full"}},
    {.name = NULL},
};
/* clang-format on */
