/* BIJ and VALID: what must be right after undisturbed rounds. */

#include "oracle/test/script/script.h"

/* A flow, and its ukey as for_each() shows it. */
static void flow_with_ukey(uint32_t actions)
{
    script_install(0, 1);
    script_keep(actions);
}

static void bijection(void)
{
    flow_with_ukey(model_rule_actions(0));
    script_judge();
}

static void other_actions(void)
{
    flow_with_ukey(model_rule_actions(0) + 1);
    script_judge();
}

static void no_ukey(void)
{
    script_install(0, 1);
    script_judge();
}

static void no_flow(void)
{
    flow_with_ukey(model_rule_actions(0));
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    script_judge();
}

static void two_ukeys(void)
{
    flow_with_ukey(model_rule_actions(0));
    script_entries[1] = script_entries[0];
    script_n_entries = 2;
    script_judge();
}

static void not_operational(void)
{
    flow_with_ukey(model_rule_actions(0));
    script_entries[0].state = STATE_EVICTED;
    script_judge();
}

/* What is wrong after a faulty round is not judged. */
static void faulty_round(void)
{
    script_install(0, 1);
    script_round();
    model_arm(FAULT_DUMP_DUPLICATE, 0, 1);
    script_round();
    EXPECT(!oracle_check_quiescent());
    script_round();
    EXPECT(!oracle_check_quiescent());
}

static void old_actions_stay(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD);
    cache->revalidate();
    script_round();
}

static void old_actions_stay_unannounced(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD);
    script_round();
}

/* revalidate() comes too late for the round. */
static void too_late_for_the_round(void)
{
    script_install(0, 1);
    world->round_begin(1, 1);
    model_change_rules(0, RULE_FORWARD);
    cache->revalidate();
    world->round_end(1, 1, true);
}

static void actions_are_modified(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD);
    cache->revalidate();
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
    script_round();
}

static void forbidden_flow_stays(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_NO_BRIDGE);
    cache->revalidate();
    script_round();
}

/* With the actions of the rules of today, which allow none. */
static void forbidden_flow_comes(void)
{
    struct cache_op put = {.type = CACHE_PUT, .pmd = CACHE_PMD_NULL, .mask = model_rule_mask(0)};

    model_change_rules(0, RULE_UNCACHEABLE);
    cache->revalidate();
    script_miss(0);
    put.actions = script_handle(0).actions;
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    world->operate(&put, 1);
    EXPECT(!put.error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    script_verdict(0, VERDICT_INSTALLED);
    script_round();
}

static void wide_flow_stays(void)
{
    script_install(0, 1);
    model_change_rules(0, RULE_FORWARD_NARROW);
    cache->revalidate();
    /* Its actions are the new ones, but its mask is the old one. */
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
    script_round();
}

/* A flow of unknown origin with actions that nobody asked for (B51). */
static void wrong_foreign_flow_stays(void)
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, false));
    script_round();
}

static void right_foreign_flow_stays(void)
{
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_round();
}

static void adopt(bool exchanged)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, exchanged, true));
    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    if (exchanged) {
        EXPECT(model_vanish(0, CACHE_PMD_NULL));
        EXPECT(model_install_foreign(0, CACHE_PMD_NULL, false, true));
    }
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void adopt_unadoptable(void)
{
    adopt(false);
}

static void adopt_exchanged(void)
{
    adopt(true);
}

/* It was read, so everybody knows that it holds somebody else's references. */
static void unadoptable_flow_stays(void)
{
    script_in_round(adopt_unadoptable);
    script_round();
}

/* It has taken the place of one that was read, and looks like it. */
static void unadoptable_flow_came_unseen(void)
{
    script_in_round(adopt_exchanged);
    script_round();
}

/* Somebody's flow with other references has taken the place of the ukey's, and is modified. */
static void modify_changeling(enum model_rule rule)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, false, true));
    model_change_rules(0, rule);
    cache->revalidate();
    EXPECT(!script_operate(CACHE_MODIFY, 0).error);
}

/* From then on its actions are those that the ukey believes in. */
static void modified_changeling_stays(void)
{
    modify_changeling(RULE_FORWARD);
    model_change_rules(0, RULE_FORWARD);
    cache->revalidate();
    script_round();
}

static void modified_changeling_differs(void)
{
    modify_changeling(RULE_FORWARD);
    script_entries[0] =
        (struct cache_entry){.serial = 1, .pmd = CACHE_PMD_NULL, .state = STATE_OPERATIONAL};
    script_n_entries = 1;
    script_round();
    script_round();
    oracle_check_quiescent();
}

/* Its mask remains its own. */
static void wide_changeling_stays(void)
{
    modify_changeling(RULE_FORWARD_NARROW);
    script_round();
}

static void looks_and_agrees(void)
{
    EXPECT(!script_operate(CACHE_GET, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

/* It took the place of a flow whose ukey was not OPERATIONAL yet, and has been looked at since. */
static void changeling_stays_though_seen(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_PUT, 0).error);
    script_verdict(0, VERDICT_INSTALLED);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, false, true));
    script_in_round(looks_and_agrees);
    script_round();
}

static const struct script_test tests[] = {
    {"bijection", bijection, NULL, NULL, NULL},
    {"other actions", other_actions, "BIJ", "other-actions", NULL},
    {"no ukey", no_ukey, "BIJ", "no-ukey", NULL},
    {"no flow", no_flow, "BIJ", "no-flow", NULL},
    {"two ukeys", two_ukeys, "BIJ", "two-ukeys", "has 2 ukeys"},
    {"not operational", not_operational, "BIJ", "not-operational", NULL},
    {"faulty round", faulty_round, NULL, NULL, NULL},
    {"old actions stay", old_actions_stay, "VALID", "of-older-rules", NULL},
    {"old actions stay, unannounced", old_actions_stay_unannounced, NULL, NULL, NULL},
    {"too late for the round", too_late_for_the_round, NULL, NULL, NULL},
    {"actions are modified", actions_are_modified, NULL, NULL, NULL},
    {"forbidden flow stays", forbidden_flow_stays, "VALID", "not-allowed", NULL},
    {"forbidden flow comes", forbidden_flow_comes, "VALID", "not-allowed", NULL},
    {"wide flow stays", wide_flow_stays, "VALID", "mask-too-wide", NULL},
    {"wrong foreign flow stays", wrong_foreign_flow_stays, "VALID", "of-no-rules", NULL},
    {"right foreign flow stays", right_foreign_flow_stays, NULL, NULL, NULL},
    {"unadoptable flow stays", unadoptable_flow_stays, "VALID", "of-no-rules", NULL},
    {"unadoptable flow came unseen", unadoptable_flow_came_unseen, NULL, NULL, NULL},
    {"modified changeling stays", modified_changeling_stays, "VALID", "of-older-rules", NULL},
    {"modified changeling differs", modified_changeling_differs, "BIJ", "other-actions", NULL},
    {"wide changeling stays", wide_changeling_stays, NULL, NULL, NULL},
    {"changeling stays though seen", changeling_stays_though_seen, "VALID", "of-no-rules", NULL},
};
SCRIPT_MAIN(tests)
