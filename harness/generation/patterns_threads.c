/*
 * What main asks of the cache's threads, in the middle of everything.
 */
#include "generation/compose.h"
#include "generation/pattern_internal.h"

static void any_threads(struct scenario *part, enum operation_kind kind, struct random *random)
{
    unsigned n_handlers = random_below(random, 3);

    scenario_main(part, kind, 0, n_handlers, random_below(random, SCENARIO_MAX_REVALIDATORS));
}

/* One of several calls of main's. */
static void any_call(struct scenario *part, const uint8_t *calls, unsigned n_calls,
                     struct random *random)
{
    enum operation_kind call = (enum operation_kind)calls[random_below(random, n_calls)];

    scenario_main(part, call, 0, random_below(random, 3), 0);
}

/* Other numbers of threads, or none for a while. */
static void reconfiguration(struct scenario *part, unsigned flow, struct random *random)
{
    compose_call(part, OP_REVALIDATE);
    pattern_traffic(part, flow, 2, random);
    if (random_one_in(random, 2)) {
        any_threads(part, OP_SET_THREADS, random);
    } else {
        scenario_main(part, OP_STOP, 0, random_below(random, 2), 0);
        pattern_traffic(part, flow, 1, random);
        any_threads(part, OP_START, random);
    }
    pattern_traffic(part, flow, 2, random);
}

/* Pause, resume and all that goes with them, in any order. */
static void pausing(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t calls[] = {OP_PAUSE,     OP_PAUSE, OP_RESUME, OP_RESUME,    OP_PURGE,
                                    OP_PURGE_PMD, OP_FLUSH, OP_STOP,   OP_REVALIDATE};

    compose_call(part, random_one_in(random, 4) ? OP_RESUME : OP_PAUSE);
    for (unsigned n = 2 + random_below(random, 3); n > 0; n--) {
        pattern_traffic(part, flow, 1, random);
        any_call(part, calls, sizeof calls, random);
    }
    compose_call(part, OP_RESUME);
    any_threads(part, OP_START, random);
    pattern_traffic(part, flow, 1, random);
}

/* All flows go at once, while misses come in. */
static void purging(struct scenario *part, unsigned flow, struct random *random)
{
    static const uint8_t calls[] = {OP_PURGE, OP_PURGE, OP_FLUSH, OP_PURGE_PMD};

    pattern_late_misses(part, flow, 1 + random_below(random, 2), random);
    compose_call(part, OP_REVALIDATE);
    for (unsigned n = 1 + random_one_in(random, 3); n > 0; n--) {
        pattern_traffic(part, flow, 1, random);
        any_call(part, calls, sizeof calls, random);
    }
    pattern_traffic(part, flow, 2, random);
}

static void handle_own_misses(struct scenario *s, struct random *random)
{
    (void)random;
    s->packet_datapath = true;
}

/* Packet threads handle their misses themselves, and may not add what they were told to add. */
static void packet_threads(struct scenario *part, unsigned flow, struct random *random)
{
    if (random_one_in(random, 3)) {
        compose_fault(part, FAULT_ADD_NOTHING, flow, 1 + random_below(random, 2));
    }
    for (unsigned i = 0; i < part->n_packet_threads; i++) {
        scenario_packet(part, i, OP_PACKET, flow, 0, 1 + random_below(random, 3));
        scenario_packet(part, i, OP_PACKET, flow, 0, random_below(random, 3));
    }
    if (random_one_in(random, 2)) {
        scenario_main(part, OP_PURGE_PMD, 0, 1 + random_below(random, 2), 0);
    }
    compose_condemn(part, flow);
    pattern_traffic(part, flow, 4, random);
    compose_wait_round(part);
}

/* What packet threads have put goes, again and again, while a dump is about to confirm it. */
static void unconfirmed(struct scenario *part, unsigned flow, struct random *random)
{
    static const enum model_rule rules[] = {RULE_FORWARD, RULE_FORWARD, RULE_SLOW_PATH,
                                            RULE_UNCACHEABLE};

    for (unsigned n = 2 + random_below(random, 2); n > 0; n--) {
        unsigned thread = random_below(random, part->n_packet_threads);

        scenario_packet(part, thread, OP_PACKET, flow, 0, random_below(random, 2));
        compose_rules(part, flow, rules[random_below(random, sizeof rules / sizeof rules[0])]);
        scenario_main(part, OP_VANISH, flow, 1 + thread, 0);
    }
    compose_wait_round(part);
}

/* Somebody else's flow is first where a packet thread is about to add its own. */
static void taken_places(struct scenario *part, unsigned flow, struct random *random)
{
    for (unsigned n = 2 + random_below(random, 2); n > 0; n--) {
        unsigned thread = random_below(random, part->n_packet_threads);

        scenario_packet(part, thread, OP_PACKET, flow, 0, random_below(random, 2));
        if (random_one_in(random, 2)) {
            compose_call(part, OP_REVALIDATE);
        }
        scenario_main(part, OP_FOREIGN, flow, 1 + thread, random_below(random, 4));
        compose_wait_round(part);
        scenario_main(part, OP_VANISH, flow, 1 + thread, 0);
    }
}

/* clang-format off */
const struct pattern patterns_of_threads[] = {
    {.name = "reconfiguration", .storm = reconfiguration,
     .reaches = {"upcall_install_fresh"}, .happens = {EVENT_ACTOR_JOIN}},
    {.name = "pausing", .storm = pausing,
     .reaches = {"upcall_install_fresh"}, .happens = {EVENT_DELETE_COMMIT}},
    {.name = "purging", .n_handlers = 2, .storm = purging,
     .reaches = {"upcall_ukey_replace"}, .happens = {EVENT_DELETE_COMMIT}},
    {.name = "packet-threads", .n_packet_threads = 2, .configure = handle_own_misses,
     .storm = packet_threads, .happens = {EVENT_ADD_COMMIT}},
    {.name = "unconfirmed", .n_packet_threads = 1, .configure = handle_own_misses,
     .storm = unconfirmed, .reaches = {"dumped_pending_flow", "udpif_declared_loss"}},
    {.name = "taken-places", .n_packet_threads = 1, .configure = handle_own_misses,
     .storm = taken_places, .reaches = {"ukey_adopted"}},
    {.name = NULL},
};
/* clang-format on */
