/* ONCE, of the packets that go up: each is handled once, credited once as what it is, and executed
 * before it is dealt with. */

#include "oracle/test/script/script.h"

static void handle_packet(uint64_t packet)
{
    script_packet = packet;
    script_handle(0);
}

static void never_sent_up(void)
{
    script_miss(0);
    handle_packet(script_packet + 1);
}

static void no_packet(void)
{
    script_miss(0);
    handle_packet(0);
}

static void never_sent_up_and_credited(void)
{
    struct cache_translation translation;
    struct cache_stats stats = {.n_packets = 1, .n_bytes = 1};

    world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, 5, &stats, &translation);
}

static void never_sent_up_and_executed(void)
{
    script_packet = 5;
    script_operate(CACHE_EXECUTE, 0);
}

static void handled_twice(void)
{
    script_install(0, 1);
    script_handle(0);
}

/* Credits a packet that is `more_packets` and `more_bytes` too many. */
static void credit(unsigned more_packets, unsigned more_bytes)
{
    struct cache_translation translation;
    struct cache_stats stats;

    script_miss(0);
    world->upcall_begin(0, CACHE_PMD_NULL, script_packet);
    stats = (struct cache_stats){.n_packets = 1 + more_packets,
                                 .n_bytes = model_packet_bytes(script_packet) + more_bytes};
    world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, script_packet, &stats,
                     &translation);
}

static void credited_as_two(void)
{
    credit(1, 0);
}

static void credited_too_big(void)
{
    credit(0, 1);
}

static void executed_too_late(void)
{
    script_install(0, 1);
    script_operate(CACHE_EXECUTE, 0);
}

static void executed_in_time(void)
{
    script_miss(0);
    script_handle(0);
    script_operate(CACHE_EXECUTE, 0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
}

/* It hit a flow, which counts it: nobody else has to. */
static void slow_path_packet(enum cache_verdict verdict)
{
    struct cache_translation translation;

    model_change_rules(0, RULE_SLOW_PATH);
    script_install(0, 1);
    EXPECT(model_packet(cache, 0, CACHE_PMD_NULL, 0) == ARRIVAL_SENT_UP);
    world->upcall_begin(0, CACHE_PMD_NULL, script_packet);
    EXPECT(!world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, script_packet, NULL,
                             &translation));
    script_will_execute(script_packet, translation.execute);
    script_verdict(0, verdict);
}

static void slow_path_packet_not_credited(void)
{
    slow_path_packet(VERDICT_NOT_CACHEABLE);
}

static void slow_path_packet_installed(void)
{
    slow_path_packet(VERDICT_INSTALLED);
}

/* A translation that fails leaves nothing to credit, or to install. */
static void translation_fails(enum cache_verdict verdict)
{
    struct cache_translation translation;
    struct cache_stats stats;

    script_miss(0);
    stats = (struct cache_stats){.n_packets = 1, .n_bytes = model_packet_bytes(script_packet)};
    model_change_rules(0, RULE_NO_BRIDGE);
    world->upcall_begin(0, CACHE_PMD_NULL, script_packet);
    EXPECT(world->translate(CACHE_TRANSLATE_UPCALL, 0, CACHE_PMD_NULL, script_packet, &stats,
                            &translation));
    script_verdict(0, verdict);
}

static void untranslatable(void)
{
    translation_fails(VERDICT_UNTRANSLATABLE);
}

static void untranslatable_and_refused(void)
{
    translation_fails(VERDICT_DUPLICATE);
}

static const struct script_test tests[] = {
    {"never sent up", never_sent_up, "ONCE", "packet-never-sent-up", NULL},
    {"no packet", no_packet, "ONCE", "packet-never-sent-up", NULL},
    {"never sent up, and credited", never_sent_up_and_credited, "ONCE", "packet-never-sent-up",
     NULL},
    {"never sent up, and executed", never_sent_up_and_executed, "ONCE", "packet-never-sent-up",
     NULL},
    {"handled twice", handled_twice, "ONCE", "packet-handled-twice", NULL},
    {"credited as two", credited_as_two, "ONCE", "packet-credited-wrongly", "as 2 packets"},
    {"credited too big", credited_too_big, "ONCE", "packet-credited-wrongly", "as 1 packet,"},
    {"executed too late", executed_too_late, "ONCE", "packet-executed-twice", NULL},
    {"executed in time", executed_in_time, NULL, NULL, NULL},
    {"slow path packet, not credited", slow_path_packet_not_credited, NULL, NULL, NULL},
    {"slow path packet, installed", slow_path_packet_installed, "STALL", "installed-for-a-hit",
     NULL},
    {"untranslatable", untranslatable, NULL, NULL, NULL},
    {"untranslatable, and refused", untranslatable_and_refused, "ONCE", "packet-not-credited",
     NULL},
};
SCRIPT_MAIN(tests)
