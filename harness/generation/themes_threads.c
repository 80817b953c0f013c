/*
 * What main asks of the cache's threads, in the middle of everything.
 */
#include "generation/compose.h"
#include "generation/theme_internal.h"

static void any_threads(struct scenario *part, enum operation_kind kind, struct dice *dice)
{
    unsigned n_handlers = dice_below(dice, 3);

    scenario_main(part, kind, 0, n_handlers, dice_below(dice, SCENARIO_MAX_REVALIDATORS));
}

/* One of several calls of main's. */
static void any_call(struct scenario *part, const uint8_t *calls, unsigned n_calls,
                     struct dice *dice)
{
    enum operation_kind call = (enum operation_kind)calls[dice_below(dice, n_calls)];

    scenario_main(part, call, 0, dice_below(dice, 3), 0);
}

/* Other numbers of threads, or none for a while. */
static void reconfiguration(struct scenario *part, unsigned flow, struct dice *dice)
{
    compose_call(part, OP_REVALIDATE);
    theme_traffic(part, flow, 2, dice);
    if (dice_one_in(dice, 2)) {
        any_threads(part, OP_SET_THREADS, dice);
    } else {
        scenario_main(part, OP_STOP, 0, dice_below(dice, 2), 0);
        theme_traffic(part, flow, 1, dice);
        any_threads(part, OP_START, dice);
    }
    theme_traffic(part, flow, 2, dice);
}

/* Pause, resume and all that goes with them, in any order. */
static void pausing(struct scenario *part, unsigned flow, struct dice *dice)
{
    static const uint8_t calls[] = {OP_PAUSE,     OP_PAUSE, OP_RESUME, OP_RESUME,    OP_PURGE,
                                    OP_PURGE_PMD, OP_FLUSH, OP_STOP,   OP_REVALIDATE};

    compose_call(part, dice_one_in(dice, 4) ? OP_RESUME : OP_PAUSE);
    for (unsigned n = 2 + dice_below(dice, 3); n > 0; n--) {
        theme_traffic(part, flow, 1, dice);
        any_call(part, calls, sizeof calls, dice);
    }
    compose_call(part, OP_RESUME);
    any_threads(part, OP_START, dice);
    theme_traffic(part, flow, 1, dice);
}

/* All flows go at once, while misses come in. */
static void purging(struct scenario *part, unsigned flow, struct dice *dice)
{
    static const uint8_t calls[] = {OP_PURGE, OP_PURGE, OP_FLUSH, OP_PURGE_PMD};

    theme_late_misses(part, flow, 1 + dice_below(dice, 2), dice);
    compose_call(part, OP_REVALIDATE);
    for (unsigned n = 1 + dice_one_in(dice, 3); n > 0; n--) {
        theme_traffic(part, flow, 1, dice);
        any_call(part, calls, sizeof calls, dice);
    }
    theme_traffic(part, flow, 2, dice);
}

static void handle_own_misses(struct scenario *s, struct dice *dice)
{
    (void)dice;
    s->packet_datapath = true;
}

/* Packet threads handle their misses themselves, and may not add what they were told to add. */
static void packet_threads(struct scenario *part, unsigned flow, struct dice *dice)
{
    if (dice_one_in(dice, 3)) {
        compose_fault(part, FAULT_ADD_NOTHING, flow, 1 + dice_below(dice, 2));
    }
    for (unsigned i = 0; i < part->n_packet_threads; i++) {
        scenario_packet(part, i, OP_PACKET, flow, 0, 1 + dice_below(dice, 3));
        scenario_packet(part, i, OP_PACKET, flow, 0, dice_below(dice, 3));
    }
    if (dice_one_in(dice, 2)) {
        scenario_main(part, OP_PURGE_PMD, 0, 1 + dice_below(dice, 2), 0);
    }
    compose_condemn(part, flow);
    theme_traffic(part, flow, 4, dice);
    compose_wait_round(part);
}

/* What packet threads have put goes, again and again, while a dump is about to confirm it. */
static void unconfirmed(struct scenario *part, unsigned flow, struct dice *dice)
{
    static const enum model_rule rules[] = {RULE_FORWARD, RULE_FORWARD, RULE_SLOW_PATH,
                                            RULE_UNCACHEABLE};

    for (unsigned n = 2 + dice_below(dice, 2); n > 0; n--) {
        unsigned thread = dice_below(dice, part->n_packet_threads);

        scenario_packet(part, thread, OP_PACKET, flow, 0, dice_below(dice, 2));
        compose_rules(part, flow, rules[dice_below(dice, sizeof rules / sizeof rules[0])]);
        scenario_main(part, OP_VANISH, flow, 1 + thread, 0);
    }
    compose_wait_round(part);
}

/* Somebody else's flow is first where a packet thread is about to add its own. */
static void taken_places(struct scenario *part, unsigned flow, struct dice *dice)
{
    for (unsigned n = 2 + dice_below(dice, 2); n > 0; n--) {
        unsigned thread = dice_below(dice, part->n_packet_threads);

        scenario_packet(part, thread, OP_PACKET, flow, 0, dice_below(dice, 2));
        if (dice_one_in(dice, 2)) {
            compose_call(part, OP_REVALIDATE);
        }
        scenario_main(part, OP_FOREIGN, flow, 1 + thread, dice_below(dice, 4));
        compose_wait_round(part);
        scenario_main(part, OP_VANISH, flow, 1 + thread, 0);
    }
}

/* clang-format off */
const struct theme themes_of_threads[] = {
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
