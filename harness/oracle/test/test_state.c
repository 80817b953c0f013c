/* STATE: which steps a ukey may take, and who may take them. */

#include "oracle/test/script/script.h"

static void whole_life(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_forget(0, 1);
    script_end();
}

static void step_back(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_step(0, 1, STATE_EVICTING, STATE_OPERATIONAL);
}

/* Two threads believe that they evict it (B60). */
static void same_state(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTING);
}

/* The late answer to a put (B61). */
static void from_a_state_it_has_left(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTING);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

/* Swept, after it was replaced (B59). */
static void deleted_twice(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
    script_step(0, 1, STATE_EVICTED, STATE_DELETED);
    script_step(0, 1, STATE_DELETED, STATE_DELETED);
}

static void two_in_one_place(void)
{
    script_install(0, 1);
    script_step(0, 2, STATE_CREATED, STATE_VISIBLE);
}

static void one_in_each_table(void)
{
    script_install(0, 1);
    world->transition(0, 1, 2, STATE_CREATED, STATE_VISIBLE);
    script_step(1, 3, STATE_CREATED, STATE_VISIBLE);
}

static void operational_without_an_answer(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

static void operational_after_a_refusal(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    model_arm(FAULT_PUT_NO_SPACE, 0, 1);
    EXPECT(script_operate(CACHE_PUT, 0).error == ENOSPC);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

static void evicted_after_a_refusal(void)
{
    script_miss(0);
    script_handle(0);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    model_arm(FAULT_PUT_NO_SPACE, 0, 1);
    EXPECT(script_operate(CACHE_PUT, 0).error == ENOSPC);
    script_step(0, 1, STATE_VISIBLE, STATE_EVICTED);
}

static void operational_after_a_record(void)
{
    struct cache_record record;

    EXPECT(model_install_foreign(0, CACHE_PMD_NULL, true, true));
    EXPECT(world->dump_create(true));
    EXPECT(world->dump_next(world->dump_thread_create(), &record, 1) == 1);
    script_step(0, 1, STATE_CREATED, STATE_VISIBLE);
    script_step(0, 1, STATE_VISIBLE, STATE_OPERATIONAL);
}

static void evicted_after_a_failed_delete(void)
{
    script_install(0, 1);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
}

static void gone_without_asking(void)
{
    script_install(0, 1);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
}

static void gone_after_asking(void)
{
    script_install(0, 1);
    EXPECT(model_vanish(0, CACHE_PMD_NULL));
    EXPECT(script_operate(CACHE_GET, 0).error == ENOENT);
    script_step(0, 1, STATE_OPERATIONAL, STATE_EVICTED);
}

static void evict(void)
{
    script_step(0, 1, STATE_EVICTING, STATE_EVICTED);
}

static void evicted_by_another(void)
{
    script_install(0, 1);
    script_delete(0, 1);
    script_on("other", evict);
}

static void delete_and_evict(void)
{
    EXPECT(!script_operate(CACHE_DELETE, 0).error);
    evict();
}

static void evicted_by_another_who_tried_again(void)
{
    cache->start(1, 1);
    script_install(0, 1);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(script_delete(0, 1).error == EBUSY);
    script_on("other", delete_and_evict);
}

static void not_found(void)
{
    struct cache_op op = {.type = CACHE_GET, .flow = 0, .pmd = 1};

    world->operate(&op, 1);
    EXPECT(op.error == ENOENT);
    world->transition(0, 1, 1, STATE_VISIBLE, STATE_EVICTED);
}

static void made_and_not_found(void)
{
    script_install_on_packet_thread();
    script_on("other", not_found);
}

static void evicted_before_its_flow_is_added(void)
{
    cache->start(1, 1);
    script_in_call = made_and_not_found;
    model_packet(cache, 0, 1, 0);
}

static void evicted_after_its_flow_was_added(void)
{
    cache->start(1, 1);
    script_in_call = script_install_on_packet_thread;
    EXPECT(model_packet(cache, 0, 1, 0) == ARRIVAL_ADDED);
    EXPECT(model_vanish(0, 1));
    script_on("other", not_found);
}

static const struct script_test tests[] = {
    {"whole life", whole_life, NULL, NULL, NULL},
    {"step back", step_back, "STATE", "no-such-step", NULL},
    {"same state", same_state, "STATE", "no-such-step", NULL},
    {"from a state it has left", from_a_state_it_has_left, "STATE", "not-where-it-is", NULL},
    {"deleted twice", deleted_twice, "STATE", "no-such-step", NULL},
    {"two in one place", two_in_one_place, "STATE", "slot-taken", NULL},
    {"one in each table", one_in_each_table, NULL, NULL, NULL},
    {"operational without an answer", operational_without_an_answer, "STATE", "without-reason",
     NULL},
    {"operational after a refusal", operational_after_a_refusal, "STATE", "without-reason", NULL},
    {"evicted after a refusal", evicted_after_a_refusal, NULL, NULL, NULL},
    {"operational after a record", operational_after_a_record, NULL, NULL, NULL},
    {"evicted after a failed delete", evicted_after_a_failed_delete, "STATE", "without-reason",
     NULL},
    {"gone without asking", gone_without_asking, "STATE", "without-reason", NULL},
    {"gone after asking", gone_after_asking, NULL, NULL, NULL},
    {"evicted by another", evicted_by_another, "STATE", "without-reason", NULL},
    {"evicted by another who tried again", evicted_by_another_who_tried_again, NULL, NULL, NULL},
    {"evicted before its flow is added", evicted_before_its_flow_is_added, "STATE",
     "gone-before-it-came", NULL},
    {"evicted after its flow was added", evicted_after_its_flow_was_added, NULL, NULL, NULL},
};
SCRIPT_MAIN(tests)
