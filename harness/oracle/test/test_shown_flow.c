/*
 * ONCE, BIJ and VALID, where a revalidator is shown one flow and another one has taken its place by
 * the time its ukey is made: which of the two the ukey's counters are of, and which its actions.
 */

#include "oracle/test/script/script.h"

/* Two rounds, after which everything can be judged: the ukey stays. */
static void judge(void)
{
    script_keep(model_rule_actions(0));
    script_judge();
}

/* A flow is adopted that a dump has shown after two hits, and that then gets another and moves to
 * another layer, where it vanishes; `late`: its record is the one of before that, and when it is
 * used another flow is in its place. */
static void adopt_moving(bool late)
{
    struct cache_translation translation;
    struct cache_record record;
    unsigned thread;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 2);
    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    script_hit(0, 1);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    if (!late) {
        EXPECT(world->dump_next(thread, &record, 1) == 0);
    }
    EXPECT(!script_operate(CACHE_GET, 0).error);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    script_push(0, 1, 0, 2);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void adopts_late(void)
{
    adopt_moving(true);
}

static void adopts_in_time(void)
{
    adopt_moving(false);
}

/* The record's counter is not to be told from the one that took its place. */
static void exchanged_after_its_record(void)
{
    script_in_round(adopts_late);
    judge();
}

/* What was asked after the record was used is of the flow that is there. */
static void exchanged_before_its_get(void)
{
    script_in_round(adopts_in_time);
    judge();
}

/* A round asks for a flow that no dump has shown, and again, for what it is, when another one may
 * have taken its place. */
static void ask(bool in_time)
{
    struct cache_translation translation;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 2);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!in_time || !script_operate(CACHE_GET, 0).error);
    script_hit(0, 1);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    EXPECT(!script_operate(CACHE_GET, 0).error);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    script_push(0, 1, 0, 2);
}

static void asks_in_time(void)
{
    ask(true);
}

static void asks_late(void)
{
    ask(false);
}

static void exchanged_between_two_gets(void)
{
    script_in_round(asks_in_time);
    judge();
}

static void exchanged_before_two_gets(void)
{
    script_in_round(asks_late);
    judge();
}

/* A batch has a copy of a record, and the flow that has taken the place of the one it is of. */
static void adopt_from_a_copy(bool look)
{
    struct cache_record records[2];
    unsigned first, second;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    model_arm(FAULT_DUMP_DUPLICATE_OTHER, 0, 1);
    model_arm(FAULT_DUMP_REVISIT, 0, 1);
    EXPECT(world->dump_create(look));
    first = world->dump_thread_create();
    second = world->dump_thread_create();
    EXPECT(world->dump_next(first, records, 1) == 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, false, true));
    EXPECT(world->dump_next(second, records, 2) == 2);
    EXPECT(!look || !script_operate(CACHE_GET, 0).error);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    world->dump_thread_destroy(second);
    world->dump_thread_destroy(first);
    world->dump_destroy();
}

static void adopts_the_copy(void)
{
    adopt_from_a_copy(false);
}

static void adopts_what_it_got(void)
{
    adopt_from_a_copy(true);
}

/* The first record of a full dump says what the flow is; the second one is passed over. */
static void exchanged_after_the_copy(void)
{
    script_in_round(adopts_the_copy);
    judge();
}

static void unadoptable_when_looked_at(void)
{
    script_in_round(adopts_what_it_got);
    judge();
}

/* The same, but the copy comes late, behind the other flow; and that one's record is passed over:
 * its get failed, or its ukey was busy. */
static void adopt_from_a_late_copy(bool full)
{
    struct cache_translation translation;
    struct cache_record records[2];
    unsigned first, second;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_hit(0, 2);
    model_arm(FAULT_DUMP_DUPLICATE_LATE, 0, 1);
    model_arm(FAULT_DUMP_REVISIT, 0, 1);
    EXPECT(world->dump_create(!full));
    first = world->dump_thread_create();
    second = world->dump_thread_create();
    EXPECT(world->dump_next(first, records, 1) == 1);
    script_hit(0, 1);
    EXPECT(model_move_layer(0, CACHE_PMD_NULL));
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, !full, true));
    EXPECT(world->dump_next(second, records, 2) == 2);
    EXPECT(full || !script_operate(CACHE_GET, 0).error);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
    EXPECT(!world->translate(CACHE_TRANSLATE_REVALIDATE, 0, CACHE_PMD_NULL, 0, NULL, &translation));
    script_push(0, 1, 0, 2);
    world->dump_thread_destroy(second);
    world->dump_thread_destroy(first);
    world->dump_destroy();
}

static void adopts_a_late_copy(void)
{
    adopt_from_a_late_copy(false);
}

static void adopts_a_late_full_copy(void)
{
    adopt_from_a_late_copy(true);
}

static void exchanged_before_a_late_copy(void)
{
    script_in_round(adopts_a_late_copy);
    judge();
}

static void exchanged_before_a_late_full_copy(void)
{
    script_in_round(adopts_a_late_full_copy);
    judge();
}

static void is_shown(void)
{
    struct cache_record record;
    unsigned thread;

    EXPECT(world->dump_create(true));
    thread = world->dump_thread_create();
    EXPECT(world->dump_next(thread, &record, 1) == 1);
    world->dump_thread_destroy(thread);
    world->dump_destroy();
}

static void adopts_what_is_there(void)
{
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
    EXPECT(!script_operate(CACHE_GET, 0).error);
    script_step(0, 2, STATE_VISIBLE, STATE_OPERATIONAL);
}

/* What a round has shown is nothing to the next one: that the flow has vanished was to be declared,
 * and the ukey of the one in its place is not of it. */
static void exchanged_between_two_rounds(void)
{
    script_install(0, 1);
    script_hit(0, 2);
    script_in_round(is_shown);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    world->freed(0, CACHE_PMD_NULL, 1);
    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    script_in_round(adopts_what_is_there);
    judge();
}

static const struct script_test tests[] = {
    {"exchanged between two rounds", exchanged_between_two_rounds, "ONCE", "undeclared",
     "hits 1..2 of instance 1"},
    {"exchanged after its record", exchanged_after_its_record, NULL, NULL, NULL},
    {"exchanged before its get", exchanged_before_its_get, "ONCE", "undeclared",
     "hits 3..3 of instance 1"},
    {"exchanged between two gets", exchanged_between_two_gets, NULL, NULL, NULL},
    {"exchanged before two gets", exchanged_before_two_gets, "ONCE", "undeclared",
     "hits 3..3 of instance 1"},
    {"exchanged after the copy", exchanged_after_the_copy, NULL, NULL, NULL},
    {"exchanged before a late copy", exchanged_before_a_late_copy, NULL, NULL, NULL},
    {"exchanged before a late full copy", exchanged_before_a_late_full_copy, NULL, NULL, NULL},
    {"unadoptable when looked at", unadoptable_when_looked_at, "VALID", "of-no-rules", NULL},
};

SCRIPT_MAIN(tests)
