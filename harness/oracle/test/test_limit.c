/* LIM: the flow limit, and the deletions that it and idleness are reasons for. */

#include "oracle/test/script/script.h"

static void needless_delete(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

static void idle_delete(void)
{
    script_configure(&(struct cache_settings){.max_idle_ms = 10});
    script_install(0, 1);
    runtime_advance_ns(UINT64_C(20000000));
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

static void adopted_too_many(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_adopt(3);
    /* In the round in which they were adopted they were more than the cache had known of. */
    script_round();
}

static void kill(unsigned flow)
{
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, flow);
}

static void kills_enough(void)
{
    adopted_too_many();
    kill(0);
    kill(1);
}

/* As if it did not see that there are fewer by now (O19). */
static void kills_them_all(void)
{
    kills_enough();
    kill(2);
}

/* O20 */
static void installs_too_many(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 2});
    for (unsigned flow = 0; flow < 3; flow++) {
        script_install(flow, flow + 1);
    }
}

static void installs_after_a_deletion(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_install(1, 2);
}

/* A ukey that is never seen is none of the limit's business, and leaves the one that is there. */
static void installs_after_losing_a_race(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 2});
    script_install(0, 1);
    script_step(0, 2, STATE_CREATED, STATE_DELETED);
    script_install(1, 3);
    script_install(2, 4);
}

static void installs_after_a_refusal(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    model_arm(FAULT_PUT_NO_SPACE, 0, 1);
    EXPECT(script_operate(CACHE_PUT, 0).error == ENOSPC);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTED);
    script_verdict(0, VERDICT_INSTALLED);
    script_install(1, 2);
}

static void limit_of(uint32_t configured, uint32_t limit)
{
    script_configure(&(struct cache_settings){.flow_limit = configured});
    script_flow_limit = limit;
    oracle_check_quiescent();
}

static void limit_at_its_top(void)
{
    limit_of(1500, 1500);
}

static void limit_above_its_top(void)
{
    limit_of(1500, 1501);
}

static void limit_out_of_bounds(void)
{
    script_flow_limit = 0;
    oracle_check_quiescent();
}

/* A round that takes `ms` (of which main moves time on by `advance_ms`) and leaves this limit. */
static void round_of(unsigned ms, unsigned advance_ms, uint32_t limit)
{
    world->round_begin(1, 1);
    runtime_sleep_ns(ms * UINT64_C(1000000));
    if (advance_ms) {
        runtime_advance_ns(advance_ms * UINT64_C(1000000));
    }
    world->limit_adjusted(limit);
    world->round_end(1, 1, true);
}

static void two_flows(void)
{
    script_install(0, 1);
    script_install(1, 2);
}

static void limit_recovers(void)
{
    two_flows();
    round_of(2500, 0, 1000);
    round_of(0, 0, 2000);
    round_of(0, 0, 2000); /* No more than two flows in a millisecond. */
    round_of(1400, 0, 1500);
    round_of(2, 0, 1500);
}

static void limit_does_not_recover(void)
{
    two_flows();
    round_of(2500, 0, 1000);
    round_of(0, 0, 1000);
}

static void one_flow_is_not_worth_it(void)
{
    script_install(0, 1);
    round_of(2500, 0, 1000);
    script_install(1, 2);
    script_delete(1, 2);
    round_of(0, 0, 1000);
}

static void limit_falls(void)
{
    two_flows();
    round_of(0, 0, 10000);
    round_of(1300, 0, 9999);
}

/* The cache may have looked at the clock before or after time was moved. */
static void limit_falls_after_an_advance(void)
{
    two_flows();
    round_of(0, 0, 10000);
    round_of(0, 5000, 2000);
    runtime_advance_ns(1000000);
    round_of(0, 0, 2000);
    round_of(0, 0, 2000);
}

/* Main moves time on while the dump is open: the cache must have seen that. */
static void dump_of(unsigned ms, uint32_t limit)
{
    world->round_begin(1, 1);
    EXPECT(world->dump_create(true));
    runtime_advance_ns(ms * UINT64_C(1000000));
    world->dump_destroy();
    world->limit_adjusted(limit);
    world->round_end(1, 1, true);
}

static void limit_falls_enough(void)
{
    round_of(0, 0, 10000);
    dump_of(3000, 3333);
    dump_of(1301, 2499);
    dump_of(1300, 2499);
    dump_of(5000, 1000);
}

static void limit_is_not_divided(void)
{
    round_of(0, 0, 10000);
    dump_of(3000, 7500);
}

static void limit_is_not_reduced(void)
{
    round_of(0, 0, 10000);
    dump_of(1301, 10000);
}

static void limit_adjusted_out_of_bounds(void)
{
    round_of(0, 0, 999);
}

static const struct script_test tests[] = {
    {"needless delete", needless_delete, "LIM", "deleted-for-nothing", NULL},
    {"idle delete", idle_delete, NULL, NULL, NULL},
    {"kills enough", kills_enough, NULL, NULL, NULL},
    {"kills them all", kills_them_all, "LIM", "deleted-for-nothing", "2 have been deleted for it"},
    {"installs too many", installs_too_many, "LIM", "too-many-installed", "has installed 3 flows"},
    {"installs after a deletion", installs_after_a_deletion, NULL, NULL, NULL},
    {"installs after losing a race", installs_after_losing_a_race, "LIM", "too-many-installed",
     "has installed 3 flows"},
    {"installs after a refusal", installs_after_a_refusal, NULL, NULL, NULL},
    {"limit at its top", limit_at_its_top, NULL, NULL, NULL},
    {"limit above its top", limit_above_its_top, "LIM", "out-of-bounds", "the flow limit is 1501"},
    {"limit out of bounds", limit_out_of_bounds, "LIM", "out-of-bounds", "the flow limit is 0"},
    {"limit recovers", limit_recovers, NULL, NULL, NULL},
    {"limit does not recover", limit_does_not_recover, "LIM", "does-not-recover", NULL},
    {"one flow is not worth it", one_flow_is_not_worth_it, NULL, NULL, NULL},
    {"limit falls", limit_falls, "LIM", "lowered-after-a-fast-round",
     "from 10000 to 9999 after a round of 1300 ms"},
    {"limit falls after an advance", limit_falls_after_an_advance, NULL, NULL, NULL},
    {"limit falls enough", limit_falls_enough, NULL, NULL, NULL},
    {"limit is not divided", limit_is_not_divided, "LIM", "not-lowered-after-a-slow-round",
     "from 10000 to 7500 after a round of 3000 ms at least: expected 3333"},
    {"limit is not reduced", limit_is_not_reduced, "LIM", "not-lowered-after-a-slow-round",
     "expected 7500 at most"},
    {"limit adjusted out of bounds", limit_adjusted_out_of_bounds, "LIM", "out-of-bounds",
     "the flow limit is 999"},
};
SCRIPT_MAIN(tests)
