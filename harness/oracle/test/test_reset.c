/*
 * ONCE, where a counter has begun again: what may be credited from the base of before, what the
 * cache need not credit once it has said that it found the counter too small, and what it must.
 */

#include "oracle/test/script/script.h"

/* Two rounds, after which everything can be judged; the ukey stays. */
static void judge(void)
{
    script_keep(model_rule_actions(0));
    script_judge();
}

/* Five hits are credited, and then there have been `n` since the counter began again. */
static void reset(unsigned n)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 5);
    EXPECT(model_reset_counter(0, CACHE_PMD_NULL));
    script_hit(0, n);
}

static void declare(enum cache_loss reason)
{
    world->loss(0, CACHE_PMD_NULL, reason);
}

static void too_small_silently(void)
{
    reset(2);
    judge();
}

static void too_small_declared(void)
{
    reset(2);
    declare(LOST_DECREASED);
    judge();
}

static void too_small_declared_otherwise(void)
{
    reset(2);
    declare(LOST_VANISHED);
    judge();
}

/* What comes after the declaration was not seen by it. */
static void too_small_and_hit_again(void)
{
    reset(2);
    declare(LOST_DECREASED);
    script_hit(0, 1);
    judge();
}

static void too_small_and_deleted(void)
{
    reset(2);
    declare(LOST_DECREASED);
    EXPECT(!script_delete(0, 1).error);
    script_forget(0, 1);
    script_end();
}

static void too_small_and_deleted_silently(void)
{
    reset(2);
    EXPECT(!script_delete(0, 1).error);
    script_forget(0, 1);
    script_end();
}

/* The cache takes the counter as it finds it for its base, and credits from there. */
static void credit_from_the_third(bool declared)
{
    reset(2);
    if (declared) {
        declare(LOST_DECREASED);
    }
    script_hit(0, 3);
    script_push(0, 2, 2, 5);
}

static void from_a_new_base(void)
{
    credit_from_the_third(true);
    script_hit(0, 1);
    script_push(0, 2, 5, 6);
    judge();
}

static void from_a_new_base_silently(void)
{
    credit_from_the_third(false);
}

static void from_a_new_base_twice(void)
{
    credit_from_the_third(true);
    script_push(0, 2, 2, 5);
}

static void from_a_new_base_and_too_much(void)
{
    reset(2);
    declare(LOST_DECREASED);
    script_hit(0, 3);
    script_credit(1, 0, 3, model_instance(2)->bytes[5] - model_instance(2)->bytes[2] + 1);
}

static void declared_before_the_reset(void)
{
    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 5);
    declare(LOST_DECREASED);
    EXPECT(model_reset_counter(0, CACHE_PMD_NULL));
    script_hit(0, 5);
    script_push(0, 2, 2, 5);
}

/* A counter that did not begin again. */
static void declared_without_a_reset(void)
{
    script_install(0, 1);
    declare(LOST_DECREASED);
    script_hit(0, 5);
    script_push(0, 1, 2, 5);
}

/* So many hits that five of the new counter's sizes are more than five of the old one's. */
static void grow(void)
{
    reset(6);
    while (model_instance(2)->bytes[model_instance(2)->n_hits] <= model_instance(1)->bytes[5]) {
        script_hit(0, 1);
    }
}

/* There was nothing to see. */
static void not_too_small(void)
{
    grow();
    declare(LOST_DECREASED);
    judge();
}

static void push_from_the_old_base(unsigned more_bytes)
{
    const struct model_instance *second = model_instance(2);
    uint32_t base = model_instance(1)->n_hits;

    script_credit(1, 0, second->n_hits - base,
                  second->bytes[second->n_hits] - model_instance(1)->bytes[base] + more_bytes);
}

static void from_the_old_base(void)
{
    grow();
    push_from_the_old_base(0);
    script_hit(0, 1);
    script_push(0, 2, model_instance(2)->n_hits - 1, model_instance(2)->n_hits);
    judge();
}

static void from_the_old_base_twice(void)
{
    grow();
    push_from_the_old_base(0);
    push_from_the_old_base(0);
}

static void from_the_old_base_and_too_much(void)
{
    grow();
    push_from_the_old_base(1);
}

/* The flow that had the base has vanished with its ukey, which had not credited its last hit; the
 * next flow has a ukey of its own. */
static void from_the_base_of_a_vanished_ukey(void)
{
    const struct model_instance *first, *second;

    script_install(0, 1);
    script_hit(0, 5);
    script_push(0, 1, 0, 4);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    script_install(0, 2);
    first = model_instance(1);
    second = model_instance(2);
    do {
        script_hit(0, 1);
    } while (second->n_hits < 5 || second->bytes[second->n_hits] <= first->bytes[4]);
    script_credit(1, 0, second->n_hits - 4, second->bytes[second->n_hits] - first->bytes[4]);
}

/* Of a flow without rules two hits are lost, if the cache has `tried`; then there are rules again.
 */
static void credit_after_want_of_rules(bool tried)
{
    struct cache_translation translation;

    script_install(0, 1);
    script_hit(0, 2);
    if (tried) {
        model_change_rules(0, RULE_NO_BRIDGE);
        EXPECT(
            world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
        model_change_rules(0, RULE_FORWARD);
    }
    declare(LOST_UNTRANSLATABLE);
    script_hit(0, 3);
    script_push(0, 1, 2, 5);
}

static void after_want_of_rules(void)
{
    credit_after_want_of_rules(true);
}

static void after_no_want_of_rules(void)
{
    credit_after_want_of_rules(false);
}

/* A delete that has failed tells nobody that the flow is gone: the loss is to be declared. */
static void vanished_after_a_busy_delete(bool declared)
{
    script_install(0, 1);
    script_hit(0, 3);
    script_push(0, 1, 0, 1);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
    if (declared) {
        declare(LOST_VANISHED);
    }
    script_forget(0, 1);
    script_judge();
}

static void vanished_after_a_busy_delete_silently(void)
{
    vanished_after_a_busy_delete(false);
}

static void vanished_after_a_busy_delete_declared(void)
{
    vanished_after_a_busy_delete(true);
}

/* Nor does it keep the cache from having believed in the flow that came in its place. */
static void exchanged_after_a_busy_delete(void)
{
    script_install(0, 1);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 2);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_DELETE, 0).error == ENOENT);
    script_forget(0, 1);
    script_judge();
}

static const struct script_test tests[] = {
    {"too small, silently", too_small_silently, "ONCE", "not-credited", "hits 1..2 of instance 2"},
    {"too small, declared", too_small_declared, NULL, NULL, NULL},
    {"too small, declared otherwise", too_small_declared_otherwise, "ONCE", "not-credited",
     "hits 1..2 of instance 2"},
    {"too small, and hit again", too_small_and_hit_again, "ONCE", "not-credited",
     "hits 1..3 of instance 2"},
    {"too small, and deleted", too_small_and_deleted, NULL, NULL, NULL},
    {"too small, and deleted silently", too_small_and_deleted_silently, "ONCE", "lost-by-delete",
     NULL},
    {"not too small", not_too_small, "ONCE", "not-credited", "of instance 2"},
    {"from a new base", from_a_new_base, NULL, NULL, NULL},
    {"from a new base, silently", from_a_new_base_silently, "ONCE", "gap", NULL},
    {"from a new base, twice", from_a_new_base_twice, "ONCE", "credited-twice", NULL},
    {"from a new base, and too much", from_a_new_base_and_too_much, "ONCE", "never-hit", NULL},
    {"declared before the reset", declared_before_the_reset, "ONCE", "gap", NULL},
    {"declared without a reset", declared_without_a_reset, "ONCE", "gap", NULL},
    {"from the old base", from_the_old_base, NULL, NULL, NULL},
    {"from the old base, twice", from_the_old_base_twice, "ONCE", "never-hit", NULL},
    {"from the old base, and too much", from_the_old_base_and_too_much, "ONCE", "never-hit", NULL},
    {"from the base of a vanished ukey", from_the_base_of_a_vanished_ukey, "ONCE", "never-hit",
     NULL},
    {"after want of rules", after_want_of_rules, NULL, NULL, NULL},
    {"after no want of rules", after_no_want_of_rules, "ONCE", "gap", NULL},
    {"exchanged after a busy delete", exchanged_after_a_busy_delete, "ONCE", "undeclared",
     "hits 1..2 of instance 2"},
    {"vanished after a busy delete, silently", vanished_after_a_busy_delete_silently, "ONCE",
     "undeclared", "hits 2..3 of instance 1"},
    {"vanished after a busy delete, declared", vanished_after_a_busy_delete_declared, NULL, NULL,
     NULL},
};
SCRIPT_MAIN(tests)
