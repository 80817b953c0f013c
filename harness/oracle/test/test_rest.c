/* RCU, LEAK, PROG, LIM, CNT. */

#include "script.h"

#include <urcu/urcu-qsbr.h>

/* RCU. */

static void freed_after_its_life(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    world->freed(1, CACHE_PMD_NULL, 2); /* Never visible. */
    script_end();
}

static void freed_twice(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    world->freed(0, CACHE_PMD_NULL, 1);
}

static void freed_in_its_umap(void)
{
    script_install(0, 1);
    world->freed(0, CACHE_PMD_NULL, 1);
}

/* Whether the reader below passes a quiescent state while it sleeps. */
static bool reader_is_quiescent;
static const uint64_t READS_NS = 1000;

static void reader(void *aux)
{
    urcu_qsbr_register_thread();
    runtime_sleep_ns(READS_NS);
    if (reader_is_quiescent) {
        urcu_qsbr_quiescent_state();
    }
    runtime_sleep_ns(READS_NS);
    urcu_qsbr_unregister_thread();
}

/* The ukey leaves its umap before the reader's quiescent state, if any, and is freed after it. */
static void freed_under_a_reader(void)
{
    unsigned actor;

    script_install(0, 1);
    actor = actor_spawn("reader", reader, NULL);
    runtime_sleep_ns(READS_NS / 2);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    runtime_sleep_ns(READS_NS);
    world->freed(0, CACHE_PMD_NULL, 1);
    actor_join(actor);
    script_end();
}

static void freed_without_grace_period(void)
{
    reader_is_quiescent = false;
    freed_under_a_reader();
}

static void freed_after_a_grace_period(void)
{
    reader_is_quiescent = true;
    freed_under_a_reader();
}

/* The sampler's pointer led to something else by the time it was followed (B81). */
static void sampled(uint32_t actions)
{
    uint32_t seen;

    script_install(0, 1);
    model_change_rules(0, RULE_SLOW_PATH);
    script_sampled_actions = actions;
    EXPECT(cache->sample(0, CACHE_PMD_NULL, &seen) && seen == actions);
}

static void sampled_old_actions(void)
{
    sampled(model_rule_actions(0));
}

static void sampled_other_actions(void)
{
    sampled(model_rule_actions(1));
}

static void sampled_actions_to_come(void)
{
    sampled(model_rule_actions(0) + (3 << 8));
}

static void free_it(void)
{
    world->freed(0, CACHE_PMD_NULL, 1);
}

static void freed_by_destroy(void)
{
    script_install(0, 1);
    script_in_call = free_it;
    script_end();
}

/* LEAK. */

static void ukey_left(void)
{
    script_install(0, 1);
    script_end();
}

static void translation_left(void)
{
    struct cache_translation translation;

    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    cache->destroy();
    oracle_end();
}

static void translation_released_twice(void)
{
    struct cache_translation translation;

    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    world->release(translation.handle);
    world->release(translation.handle);
}

static void released_translation_credited(void)
{
    script_install(0, 1);
    script_hit(0, 1);
    world->release(1);
    world->push_stats(1, 0, CACHE_PMD_NULL, 1, model_instance(1)->bytes[1]);
}

/* PROG. */

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

/* LIM. */

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

/* CNT. */

static void count(unsigned fresh, unsigned duplicate, unsigned tried)
{
    script_counters[0] = (struct cache_counter){"upcall_install", tried};
    script_counters[1] = (struct cache_counter){"upcall_install_fresh", fresh};
    script_counters[2] = (struct cache_counter){"handler_duplicate_upcall", duplicate};
    script_n_counters = 3;
    script_install(0, 1);
    script_miss(0);
    script_handle(0);
    script_verdict(0, VERDICT_DUPLICATE);
    oracle_check_quiescent();
}

static void counted(void)
{
    count(1, 1, 2);
}

static void duplicate_not_counted(void)
{
    count(1, 0, 1);
}

static void outcomes_do_not_add_up(void)
{
    count(1, 1, 3);
}

static void fresh_counted_twice(void)
{
    count(2, 1, 3);
}

static void dumped(unsigned new, unsigned duplicate)
{
    script_install(0, 1);
    script_round();
    model_arm(FAULT_DUMP_DUPLICATE, 0, 1);
    script_round();
    script_counters[0] = (struct cache_counter){"dumped_new_flow", new};
    script_counters[1] = (struct cache_counter){"dumped_duplicate_flow", duplicate};
    script_n_counters = 2;
    oracle_check_quiescent();
}

static void records_counted(void)
{
    dumped(2, 1);
}

static void duplicate_record_counted_as_new(void)
{
    dumped(3, 0);
}

static void new_record_counted_as_duplicate(void)
{
    dumped(1, 2);
}

static const struct script_test tests[] = {
    {"freed after its life", freed_after_its_life, NULL, NULL},
    {"freed twice", freed_twice, "RCU", "a second time"},
    {"freed in its umap", freed_in_its_umap, "RCU", "which is OPERATIONAL"},
    {"freed without grace period", freed_without_grace_period, "RCU", "reader has not passed"},
    {"freed after a grace period", freed_after_a_grace_period, NULL, NULL},
    {"sampled old actions", sampled_old_actions, NULL, NULL},
    {"sampled other actions", sampled_other_actions, "RCU", "its rules never gave"},
    {"sampled actions to come", sampled_actions_to_come, "RCU", "its rules never gave"},
    {"freed by destroy", freed_by_destroy, NULL, NULL},
    {"ukey left", ukey_left, "LEAK", "was never freed"},
    {"translation left", translation_left, "LEAK", "was never given back"},
    {"translation released twice", translation_released_twice, "LEAK", "given back before"},
    {"released translation credited", released_translation_credited, "LEAK", "was given back"},
    {"paused", paused, NULL, NULL},
    {"round while paused", round_while_paused, "PROG", "between pause() and resume()"},
    {"paused with an open dump", paused_with_an_open_dump, "PROG", "a dump is open"},
    {"two dumps", two_dumps, "PROG", "while one is open"},
    {"works after stop", works_after_stop, "PROG", "after stop() has returned"},
    {"works before stop", works_before_stop, NULL, NULL},
    {"waited for the running round", waited_for_the_running_round, "PROG", "in force"},
    {"waited", waited, NULL, NULL},
    {"purged nothing", purged_nothing, "PROG", "expected the deletion of its flow"},
    {"purged", purged, NULL, NULL},
    {"purged of another pmd", purged_of_another_pmd, NULL, NULL},
    {"stopped, flows left", stopped_and_left, NULL, NULL},
    {"stopped, flow forgotten", stopped_and_forgotten, "PROG", "stop() has returned"},
    {"needless delete", needless_delete, "LIM", "not idle and agrees with the rules"},
    {"idle delete", idle_delete, NULL, NULL},
    {"kills enough", kills_enough, NULL, NULL},
    {"kills them all", kills_them_all, "LIM", "2 have been deleted for it"},
    {"installs too many", installs_too_many, "LIM", "has installed 3 flows"},
    {"installs after a deletion", installs_after_a_deletion, NULL, NULL},
    {"limit out of bounds", limit_out_of_bounds, "LIM", "the flow limit is 0"},
    {"limit recovers", limit_recovers, NULL, NULL},
    {"limit does not recover", limit_does_not_recover, "LIM", "expected it to recover"},
    {"one flow is not worth it", one_flow_is_not_worth_it, NULL, NULL},
    {"limit falls", limit_falls, "LIM", "from 10000 to 9999 after a round of 1300 ms"},
    {"limit falls after an advance", limit_falls_after_an_advance, NULL, NULL},
    {"limit adjusted out of bounds", limit_adjusted_out_of_bounds, "LIM", "the flow limit is 999"},
    {"counted", counted, NULL, NULL},
    {"duplicate not counted", duplicate_not_counted, "CNT", "there were 1 upcalls"},
    {"outcomes do not add up", outcomes_do_not_add_up, "CNT", "upcall_install counts 3"},
    {"records counted", records_counted, NULL, NULL},
    {"duplicate record counted as new", duplicate_record_counted_as_new, "CNT", "were the first"},
    {"new record counted as duplicate", new_record_counted_as_duplicate, "CNT", "came again"},
    {"fresh counted twice", fresh_counted_twice, "CNT", "1 ukeys became visible"},
};
SCRIPT_MAIN(tests)
