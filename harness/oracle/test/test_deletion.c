/*
 * LIM: what a deletion may be for, other than the ones of test_limit.c, and what is no reason
 * although something like it is.
 */

#include "oracle/test/script/script.h"

/* A ukey's flow goes for no reason that can be seen here. */
static void delete (unsigned flow, uint64_t serial)
{
    script_step(flow, serial, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, flow).error);
}

static void delete_flow_0(void)
{
    delete (0, 1);
}

static void delete_on_revalidator(void)
{
    script_on("revalidator", delete_flow_0);
}

static void purged_by_main(void)
{
    script_install(0, 1);
    script_in_call = delete_flow_0;
    cache->purge();
}

static void deleted_in_main_s_round(void)
{
    script_install(0, 1);
    script_in_call = delete_flow_0;
    cache->round();
}

static void deleted_while_main_waits(void)
{
    EXPECT(!cache->start(1, 1));
    script_install(0, 1);
    script_in_call = delete_on_revalidator;
    cache->wait();
}

/* A counter that began again is trouble enough for its flow, not for another one. */
static void deleted_after_trouble_with(unsigned flow)
{
    script_install(0, 1);
    script_install(1, 2);
    script_hit(flow, 1);
    EXPECT(model_reset_counter(flow, CACHE_PMD_NULL));
    delete_flow_0();
}

static void deleted_after_its_trouble(void)
{
    deleted_after_trouble_with(0);
}

static void deleted_after_another_s_trouble(void)
{
    deleted_after_trouble_with(1);
}

/* A dump that leaves a flow out, or ends at it, does nothing to it. */
static void deleted_after_a_dump_s(enum model_fault fault)
{
    script_install(0, 1);
    model_arm(fault, 0, 1);
    script_round();
    delete_flow_0();
}

static void deleted_after_an_omission(void)
{
    deleted_after_a_dump_s(FAULT_DUMP_OMIT_SILENTLY);
}

static void deleted_after_an_early_end(void)
{
    deleted_after_a_dump_s(FAULT_DUMP_ENDS_EARLY);
}

static void deleted_after_an_unsaid_put(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    model_arm(FAULT_PUT_UNSAID, 0, 1);
    EXPECT(script_operate(CACHE_PUT, 0).error == EEXIST);
    script_verdict(0, VERDICT_INSTALLED);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

/* A change was announced, and a round has found that the flow agrees with it. */
static void deleted_after_its_revalidation(void)
{
    script_install(0, 1);
    cache->revalidate();
    script_round();
    delete_flow_0();
}

/* Its actions are not those of its rules, though nobody has said so yet. */
static void deleted_before_the_announcement(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD);
    delete_flow_0();
}

/* The first delete has met somebody else's flow, before the put: the second one is for the flow
 * that has been put since, and is used. */
static void deleted_again(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_verdict(0, VERDICT_INSTALLED);
    script_hit(0, 1);
    script_round();
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

/* The first delete has found nothing, before the put. */
static void deleted_again_after_nothing(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTING);
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_verdict(0, VERDICT_INSTALLED);
    script_round();
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

/* Somebody has asked for the flow before it was there, which is no reason to delete it. */
static void deleted_after_a_get_of_nothing(void)
{
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    script_install(0, 1);
    delete_flow_0();
}

/* The same who has put it where another one was. */
static void deleted_after_a_put_that_failed(void)
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_miss(0);
    script_handle(0);
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    EXPECT(script_operate(CACHE_PUT, 0).error == EEXIST);
    script_step(0, 2, STATE_VISIBLE, STATE_EVICTED);
    script_verdict(0, VERDICT_INSTALLED);
    script_step(0, 2, STATE_EVICTED, STATE_DELETED);
    world->freed(0, CACHE_PMD_NULL, 2);
    script_hit(0, 1);
    script_round();
    EXPECT(!world->adopt(0, model_rule_actions(0)));
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    delete_flow_0();
}

/* Another ukey of the slot is judged by itself. */
static void deleted_once_more(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD);
    delete_flow_0();
    script_forget(0, 1);
    script_install(0, 2);
    delete (0, 2);
}

/* Flows 0 to 2 have ukeys and `ms` ago a hit each, where the limit is one flow. */
static void crowd(unsigned ms)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_adopt(3);
    script_pass_ms(ms);
}

static void delete_three(void)
{
    for (unsigned flow = 0; flow < 3; flow++) {
        delete (flow, flow + 1);
    }
}

static void idle_in_a_crowd(void)
{
    crowd(101);
    script_in_round(delete_three);
}

static void used_in_a_crowd(void)
{
    crowd(100);
    script_in_round(delete_three);
}

static void delete_and_forget_two(void)
{
    for (unsigned flow = 0; flow < 2; flow++) {
        struct cache_translation translation;

        delete (flow, flow + 1);
        EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, flow, CACHE_PMD_NULL, 0, NULL,
                                 &translation));
        script_push(flow, flow + 1, 0, 1);
        script_forget(flow, flow + 1);
    }
}

static void adopt_and_delete_two(void)
{
    for (unsigned flow = 0; flow < 2; flow++) {
        script_step(flow, flow + 4, STATE_CREATED, STATE_VISIBLE);
        EXPECT(!script_operate(CACHE_GET, flow).error);
        script_step(flow, flow + 4, STATE_VISIBLE, STATE_OPERATIONAL);
        delete (flow, flow + 4);
    }
}

/* What one round has deleted for their number is nothing to the next one's. */
static void crowded_twice(void)
{
    crowd(0);
    script_in_round(delete_and_forget_two);
    for (unsigned flow = 0; flow < 2; flow++) {
        EXPECT(model_install_foreign(flow, CACHE_PMD_NULL, true, true));
        script_hit(flow, 1);
    }
    script_in_round(adopt_and_delete_two);
}

static unsigned n_coming;

static void come_and_go(void)
{
    for (uint64_t serial = 3; serial < 3 + n_coming; serial++) {
        EXPECT(model_install_foreign(2, CACHE_PMD_NULL, true, true));
        EXPECT(!world->adopt(2, model_rule_actions(2)));
        script_step(2, serial, STATE_CREATED, STATE_VISIBLE);
        EXPECT(!script_operate(CACHE_GET, 2).error);
        script_step(2, serial, STATE_VISIBLE, STATE_OPERATIONAL);
        delete (2, serial);
        script_forget(2, serial);
    }
}

/* Flows come one after the other, and each of them is one too many. */
static void crowded_by_newcomers(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    script_adopt(2);
    n_coming = 4;
    script_in_round(come_and_go);
}

static bool stale;

/* A revalidator that holds an old record makes a ukey of it. */
static void delete_and_adopt_again(void)
{
    for (unsigned flow = 0; flow < 3; flow++) {
        delete (flow, flow + 1);
        script_forget(flow, flow + 1);
        if (stale) {
            script_step(flow, flow + 4, STATE_CREATED, STATE_VISIBLE);
        }
    }
}

static void crowded_by_what_is_gone(void)
{
    crowd(0);
    stale = true;
    script_in_round(delete_and_adopt_again);
}

static void crowded_by_nothing(void)
{
    crowd(0);
    stale = false;
    script_in_round(delete_and_adopt_again);
}

/* They are not too many where there is only one at a time. */
static void newcomers_alone(void)
{
    script_configure(&(struct cache_settings){.flow_limit = 1});
    n_coming = 1;
    script_in_round(come_and_go);
}

static const struct script_test tests[] = {
    {"purged by main", purged_by_main, NULL, NULL, NULL},
    {"deleted in main's round", deleted_in_main_s_round, "LIM", "deleted-for-nothing", NULL},
    {"deleted while main waits", deleted_while_main_waits, "LIM", "deleted-for-nothing", NULL},
    {"deleted after its trouble", deleted_after_its_trouble, NULL, NULL, NULL},
    {"deleted after another's trouble", deleted_after_another_s_trouble, "LIM",
     "deleted-for-nothing", NULL},
    {"deleted after an omission", deleted_after_an_omission, "LIM", "deleted-for-nothing", NULL},
    {"deleted after an early end", deleted_after_an_early_end, "LIM", "deleted-for-nothing", NULL},
    {"deleted after an unsaid put", deleted_after_an_unsaid_put, NULL, NULL, NULL},
    {"deleted after its revalidation", deleted_after_its_revalidation, "LIM", "deleted-for-nothing",
     NULL},
    {"deleted before the announcement", deleted_before_the_announcement, NULL, NULL, NULL},
    {"deleted again", deleted_again, NULL, NULL, NULL},
    {"deleted again after nothing", deleted_again_after_nothing, NULL, NULL, NULL},
    {"deleted after a get of nothing", deleted_after_a_get_of_nothing, "LIM", "deleted-for-nothing",
     NULL},
    {"deleted after a put that failed", deleted_after_a_put_that_failed, "LIM",
     "deleted-for-nothing", NULL},
    {"deleted once more", deleted_once_more, "LIM", "deleted-for-nothing", NULL},
    {"idle in a crowd", idle_in_a_crowd, NULL, NULL, NULL},
    {"used in a crowd", used_in_a_crowd, "LIM", "deleted-for-nothing",
     "2 have been deleted for it"},
    {"crowded by newcomers", crowded_by_newcomers, NULL, NULL, NULL},
    {"crowded by what is gone", crowded_by_what_is_gone, NULL, NULL, NULL},
    {"crowded by nothing", crowded_by_nothing, "LIM", "deleted-for-nothing",
     "2 have been deleted for it"},
    {"newcomers alone", newcomers_alone, "LIM", "deleted-for-nothing",
     "0 have been deleted for it"},
    {"crowded twice", crowded_twice, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
