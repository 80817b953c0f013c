/* LIM: the flow limit, and the deletions that it and idleness are reasons for. */

#include "script.h"

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

enum adoption { BEFORE_MOVING, AFTER_MOVING };

static enum adoption adoption;

static void adopt_and_delete(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    if (adoption == BEFORE_MOVING) {
        EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    }
    script_operate(CACHE_DELETE, 0);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

/* Somebody else's flow is adopted, some time after its last hit, and is not worth a translation. */
static void adopt_moving(enum adoption when, uint64_t ms)
{
    adoption = when;
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    if (adoption == AFTER_MOVING) {
        EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    }
    script_hit(0, 1);
    runtime_advance_ns(ms * UINT64_C(1000000));
    script_in_round(adopt_and_delete);
}

static void slow_and_moved(void)
{
    adopt_moving(AFTER_MOVING, 300);
}

static void slow_and_moves(void)
{
    adopt_moving(BEFORE_MOVING, 300);
}

static void fast_and_moved(void)
{
    adopt_moving(AFTER_MOVING, 100);
}

static void fast_and_moves(void)
{
    adopt_moving(BEFORE_MOVING, 100);
}

/* The deletion of an upcall's ukey meets somebody else's flow, and then its own is put: `in_time`,
 * before the cache takes the deletion for over. */
static void adopt_overtaken(bool in_time)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_step(0, 2, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    if (in_time) {
        EXPECT(!script_operate(CACHE_PUT, 0).error);
    }
    script_step(0, 2, STATE_EVICTING, STATE_EVICTED);
    if (!in_time) {
        EXPECT(!script_operate(CACHE_PUT, 0).error);
    }
    script_verdict(0, VERDICT_INSTALLED);
    script_step(0, 2, STATE_EVICTED, STATE_DELETED);
    script_hit(0, 1);
    runtime_advance_ns(UINT64_C(300000000));
    adoption = AFTER_MOVING;
    script_in_round(adopt_and_delete);
}

static void slow_and_overtaken(void)
{
    adopt_overtaken(true);
}

static void slow_and_too_late(void)
{
    adopt_overtaken(false);
}

static void adopted_too_many(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    for (unsigned flow = 0; flow < 3; flow++) {
        EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
        script_hit(flow, 1);
    }
    script_round();
    for (unsigned flow = 0; flow < 3; flow++) {
        script_step(flow, flow + 1, STATE_CREATED, STATE_VISIBLE);
        script_step(flow, flow + 1, STATE_VISIBLE, STATE_OPERATIONAL);
    }
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

/* Two flows go, and others come that are not ours. */
static void vanish(unsigned flow)
{
    EXPECT(model_vanish(flow, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, flow).error == ENOENT);
    script_step(flow, flow + 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(flow, flow + 1, STATE_EVICTED, STATE_DELETED);
    world->freed(flow, CACHE_PMD_NULL, flow + 1);
}

static void ours_go(void)
{
    vanish(1);
    vanish(2);
}

static void others_come(void)
{
    EXPECT(model_install_foreign(1, CACHE_PMD_NULL, true, true));
    EXPECT(model_install_foreign(2, CACHE_PMD_NULL, true, true));
    world->n_flows();
}

static void install_three(uint32_t flow_limit)
{
    script_configure(&(struct cache_settings){.flow_limit = flow_limit});
    EXPECT(!cache->start(1, 1));
    for (unsigned flow = 0; flow < 3; flow++) {
        script_install(flow, flow + 1);
    }
}

/* The handler may have counted ours before they went, and the others after they came. */
static void limited_by_a_sum(void)
{
    install_three(5);
    script_miss(3);
    script_handle(3);
    script_on("revalidator", ours_go);
    script_on("revalidator", others_come);
    script_verdict(3, VERDICT_LIMITED);
}

/* It says something in between; what it counts, it counts after that. */
static void limited_without_reason(void)
{
    install_three(5);
    script_miss(3);
    script_handle(3);
    script_on("revalidator", ours_go);
    cache->revalidate();
    script_on("revalidator", others_come);
    script_verdict(3, VERDICT_LIMITED);
}

static bool says_something;

static void delete_one(void)
{
    script_on("revalidator", ours_go);
    if (says_something) {
        script_hit(0, 1);
    }
    script_on("revalidator", others_come);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
}

/* The same of a revalidator, which deletes a flow that is a little idle. */
static void delete_in_round(bool something)
{
    says_something = something;
    install_three(3);
    script_hit(0, 1);
    runtime_advance_ns(UINT64_C(200000000));
    script_in_round(delete_one);
}

static void deleted_for_a_sum(void)
{
    delete_in_round(false);
}

static void deleted_without_reason(void)
{
    delete_in_round(true);
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

static void limit_adjusted_out_of_bounds(void)
{
    round_of(0, 0, 999);
}

static const struct script_test tests[] = {
    {"needless delete", needless_delete, "LIM", "not idle and agrees with the rules"},
    {"idle delete", idle_delete, NULL, NULL},
    {"slow and moved", slow_and_moved, NULL, NULL},
    {"slow and moves", slow_and_moves, NULL, NULL},
    {"fast and moved", fast_and_moved, "LIM", "not idle and agrees with the rules"},
    {"fast and moves", fast_and_moves, "LIM", "not idle and agrees with the rules"},
    {"slow and overtaken", slow_and_overtaken, NULL, NULL},
    {"slow and too late", slow_and_too_late, "LIM", "not idle and agrees with the rules"},
    {"kills enough", kills_enough, NULL, NULL},
    {"kills them all", kills_them_all, "LIM", "2 have been deleted for it"},
    {"installs too many", installs_too_many, "LIM", "has installed 3 flows"},
    {"installs after a deletion", installs_after_a_deletion, NULL, NULL},
    {"limited by a sum", limited_by_a_sum, NULL, NULL},
    {"limited without reason", limited_without_reason, "STALL", "fewer flows than the flow limit"},
    {"deleted for a sum", deleted_for_a_sum, NULL, NULL},
    {"deleted without reason", deleted_without_reason, "LIM", "can have seemed to be 3 flows"},
    {"limit out of bounds", limit_out_of_bounds, "LIM", "the flow limit is 0"},
    {"limit recovers", limit_recovers, NULL, NULL},
    {"limit does not recover", limit_does_not_recover, "LIM", "expected it to recover"},
    {"one flow is not worth it", one_flow_is_not_worth_it, NULL, NULL},
    {"limit falls", limit_falls, "LIM", "from 10000 to 9999 after a round of 1300 ms"},
    {"limit falls after an advance", limit_falls_after_an_advance, NULL, NULL},
    {"limit adjusted out of bounds", limit_adjusted_out_of_bounds, "LIM", "the flow limit is 999"},
};
SCRIPT_MAIN(tests)
