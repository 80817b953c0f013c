/*
 * LIM: when a flow without a hit may be deleted as idle. The cache goes by when it made the ukey,
 * by what it has credited, or by what it was shown; 500 ms after that, and no sooner.
 */

#include "oracle/test/script/script.h"

static void configure(void)
{
    script_configure(&(struct cache_settings){.max_idle_ms = 500, .min_revalidate_pps = 1});
}

static void delete (void)
{
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
}

static void install_and_delete_after(unsigned ms)
{
    configure();
    script_install(0, 1);
    script_pass_ms(ms);
    script_in_round(delete);
}

static void never_hit(void)
{
    install_and_delete_after(501);
}

static void not_yet_hit(void)
{
    install_and_delete_after(500);
}

static void hit_and_delete(void)
{
    script_hit(0, 1);
    delete ();
}

/* It may have been shown before the hit. */
static void hit_in_the_round(void)
{
    configure();
    script_install(0, 1);
    script_pass_ms(501);
    script_in_round(hit_and_delete);
}

static void hit_exactly_before(unsigned ms)
{
    configure();
    script_install(0, 1);
    script_hit(0, 1);
    script_pass_ms(ms);
    script_in_round(delete);
}

static void hit_too_long_ago(void)
{
    hit_exactly_before(501);
}

static void hit_as_long_ago_as_may_be(void)
{
    hit_exactly_before(500);
}

static unsigned wait_ms, wait_again_ms;

static void install_in_round(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_pass_ms(wait_ms);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    script_pass_ms(wait_again_ms);
    delete ();
}

static void begun_in_the_round(unsigned ms)
{
    configure();
    wait_ms = ms;
    wait_again_ms = 250;
    script_in_round(install_in_round);
}

static void begun_with_its_ukey(void)
{
    begun_in_the_round(250);
}

static void begun_after_its_ukey(void)
{
    begun_in_the_round(251);
}

static void adopt_and_delete(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 1);
    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    script_pass_ms(wait_ms);
    EXPECT(!world->adopt(0, model_rule_actions(0)));
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    delete ();
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void adopted_in_the_round(unsigned ms)
{
    configure();
    wait_ms = ms;
    script_in_round(adopt_and_delete);
}

static void adopted_soon(void)
{
    adopted_in_the_round(500);
}

static void adopted_late(void)
{
    adopted_in_the_round(501);
}

/* What was there before was hit some time ago, and its record is used for what has come since. */
static void adopt_by_old_record(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    delete ();
    script_forget(0, 1);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    EXPECT(!world->adopt(0, model_rule_actions(0)));
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 2, STATE_VISIBLE, STATE_EVICTING);
    script_operate(CACHE_DELETE, 0);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void replaced_in_the_round(unsigned ms)
{
    configure();
    script_install(0, 1);
    script_hit(0, 1);
    model_change_rules(0, RULE_FORWARD);
    script_pass_ms(ms);
    script_in_round(adopt_by_old_record);
}

static void in_place_of_an_idle_one(void)
{
    replaced_in_the_round(501);
}

static void in_place_of_a_used_one(void)
{
    replaced_in_the_round(500);
}

/* It moved before the round, and has no hit in its new layer. */
static void moved_before_the_round(unsigned ms)
{
    configure();
    script_install(0, 1);
    script_pass_ms(ms);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    script_in_round(delete);
}

static void moved_late(void)
{
    moved_before_the_round(501);
}

static void moved_soon(void)
{
    moved_before_the_round(500);
}

static const struct script_test tests[] = {
    {"never hit", never_hit, NULL, NULL, NULL},
    {"not yet hit", not_yet_hit, "LIM", "deleted-for-nothing", NULL},
    {"hit in the round", hit_in_the_round, NULL, NULL, NULL},
    {"hit too long ago", hit_too_long_ago, NULL, NULL, NULL},
    {"hit as long ago as may be", hit_as_long_ago_as_may_be, "LIM", "deleted-for-nothing", NULL},
    {"begun with its ukey", begun_with_its_ukey, "LIM", "deleted-for-nothing", NULL},
    {"begun after its ukey", begun_after_its_ukey, NULL, NULL, NULL},
    {"adopted soon", adopted_soon, "LIM", "deleted-for-nothing", NULL},
    {"adopted late", adopted_late, NULL, NULL, NULL},
    {"in place of an idle one", in_place_of_an_idle_one, NULL, NULL, NULL},
    {"in place of a used one", in_place_of_a_used_one, "LIM", "deleted-for-nothing", NULL},
    {"moved late", moved_late, NULL, NULL, NULL},
    {"moved soon", moved_soon, "LIM", "deleted-for-nothing", NULL},
};
SCRIPT_MAIN(tests)
