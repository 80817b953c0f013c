/* PROG: what is promised while the cache is paused, stopped, waited for and purged. */

#include "oracle/test/script/script.h"

static void paused(void)
{
    cache->pause();
    cache->resume();
    script_on("revalidator", script_round);
}

static void begin_round(void)
{
    world->round_begin(1, 1);
}

static void round_while_paused(void)
{
    cache->pause();
    script_on("revalidator", begin_round);
}

static void open_dump(void)
{
    world->dump_create(true);
}

static void paused_with_an_open_dump(void)
{
    script_in_call = open_dump;
    cache->pause();
}

static void two_dumps(void)
{
    open_dump();
    open_dump();
}

static void send(void)
{
    script_operate(CACHE_GET, 0);
}

static void works_after_stop(void)
{
    cache->start(1, 1);
    cache->stop(false);
    script_on("revalidator", send);
}

static void works_before_stop(void)
{
    cache->start(1, 1);
    script_on("revalidator", send);
    cache->stop(false);
}

/* A packet thread's upcall begins inside stop(), and ends there, or does not. */
static void begin_upcall(void)
{
    world->upcall_begin(0, 1, script_packet);
}

static void begin_and_end_upcall(void)
{
    struct cache_stats stats = {.n_packets = 1, .n_bytes = model_packet_bytes(script_packet)};
    struct cache_translation translation;

    begin_upcall();
    EXPECT(world->translate(CACHE_TRANSLATE_UPCALL, 0, 1, script_packet, &stats, &translation));
    world->upcall_end(0, 1, script_packet, VERDICT_UNTRANSLATABLE);
}

static void (*upcall)(void);

static void send_packet(void)
{
    script_upcall_error = ESHUTDOWN;
    script_in_call = upcall;
    model_packet(cache, 0, 1, 0);
}

static void send_packet_elsewhere(void)
{
    script_on("packet-0", send_packet);
}

static void stopped_around(void (*what)(void))
{
    upcall = what;
    model_change_rules(0, RULE_NO_BRIDGE);
    cache->start(1, 1);
    script_in_call = send_packet_elsewhere;
    cache->stop(false);
}

static void upcall_outlives_stop(void)
{
    stopped_around(begin_upcall);
}

static void upcall_ends_before_stop(void)
{
    stopped_around(begin_and_end_upcall);
}

/* wait() returns at the end of a round that was running (O34). */
static void end_old_round(void)
{
    world->round_end(1, 1, true);
}

static void waited_for_the_running_round(void)
{
    world->round_begin(1, 1);
    cache->revalidate();
    script_in_call = end_old_round;
    cache->wait();
}

static void waited(void)
{
    cache->revalidate();
    world->round_begin(1, 2);
    world->round_end(1, 2, true);
    cache->wait();
}

static void did_not_wait(void)
{
    cache->start(1, 2);
    script_wait_fails = true;
    cache->wait();
}

/* Nobody would end a round. */
static void waited_while_paused(void)
{
    cache->start(1, 2);
    cache->pause();
    script_wait_fails = true;
    cache->wait();
}

static void waited_before_the_start(void)
{
    script_wait_fails = true;
    cache->wait();
}

static void purged_nothing(void)
{
    script_install(0, 1);
    cache->purge();
}

static void delete_it(void)
{
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

static void purged(void)
{
    script_install(0, 1);
    script_in_call = delete_it;
    cache->purge();
}

static void purged_of_another_pmd(void)
{
    script_install(0, 1);
    cache->purge_pmd(0);
}

static void stopped_and_left(void)
{
    script_install(0, 1);
    cache->stop(false);
}

static void stopped_and_forgotten(void)
{
    script_install(0, 1);
    cache->stop(true);
}

static const struct script_test tests[] = {
    {"paused", paused, NULL, NULL, NULL},
    {"round while paused", round_while_paused, "PROG", "round-while-paused", NULL},
    {"paused with an open dump", paused_with_an_open_dump, "PROG", "not-paused", NULL},
    {"two dumps", two_dumps, "PROG", "two-dumps-at-once", NULL},
    {"works after stop", works_after_stop, "PROG", "works-after-stop", NULL},
    {"works before stop", works_before_stop, NULL, NULL, NULL},
    {"upcall outlives stop", upcall_outlives_stop, "PROG", "upcall-outlives-stop", NULL},
    {"upcall ends before stop", upcall_ends_before_stop, NULL, NULL, NULL},
    {"waited for the running round", waited_for_the_running_round, "PROG", "waited-too-short",
     NULL},
    {"waited", waited, NULL, NULL, NULL},
    {"did not wait", did_not_wait, "PROG", "waited-for-nothing", "while 2 revalidators ran"},
    {"waited while paused", waited_while_paused, NULL, NULL, NULL},
    {"waited before the start", waited_before_the_start, NULL, NULL, NULL},
    {"purged nothing", purged_nothing, "PROG", "not-deleted", NULL},
    {"purged", purged, NULL, NULL, NULL},
    {"purged of another pmd", purged_of_another_pmd, NULL, NULL, NULL},
    {"stopped, flows left", stopped_and_left, NULL, NULL, NULL},
    {"stopped, flow forgotten", stopped_and_forgotten, "PROG", "not-deleted", NULL},
};
SCRIPT_MAIN(tests)
