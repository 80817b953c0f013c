/* The faults of the model's datapath, each beside what happens without. */

#include <stdio.h>

#include "check.h"

static void hit_thrice(void *aux)
{
    for (unsigned i = 0; i < 3; i++) {
        model_packet(&taking_cache, 0, NONE, 0);
    }
}

static void put_is_refused(void)
{
    model_arm(FAULT_PUT_COVERED, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST && !model_live(0, NONE));
    model_arm(FAULT_PUT_NO_SPACE, MODEL_ANY_FLOW, 1);
    EXPECT(operate(CACHE_PUT, 0).error == ENOSPC && !model_live(0, NONE));
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(model_n_fired(FAULT_NONE) == 2);
}

static void put_meets_a_foreign_flow(void)
{
    model_arm(FAULT_PUT_FOREIGN, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST);
    EXPECT(model_live(0, NONE)->origin == ORIGIN_FOREIGN);
}

static void put_says_the_opposite(void)
{
    model_arm(FAULT_PUT_UNSAID, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST && model_live(0, NONE));
    model_arm(FAULT_PUT_LOST, 1, 1);
    EXPECT(!operate(CACHE_PUT, 1).error && !model_live(1, NONE));
}

static void delete_fails(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == EBUSY && model_live(0, NONE));
    EXPECT(!operate(CACHE_DELETE, 0).error);
}

static void delete_says_the_opposite(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_UNSAID, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == EBUSY && !model_live(0, NONE));
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT);
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_TWICE, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT && !model_live(0, NONE));
}

/* Whether the packets came between the reading and the removal. */
static bool came_between;

static void delete_is_not_final(void)
{
    const struct model_instance *deleted = model_instance(1);
    struct cache_op op;
    unsigned packets;

    operate(CACHE_PUT, 0);
    hit(0, 2);
    packets = actor_spawn("packets", hit_thrice, NULL);
    model_arm(FAULT_DELETE_NOT_FINAL, 0, 1);
    op = operate(CACHE_DELETE, 0);
    came_between |= deleted->n_hits == 5 && deleted->n_read_last == 2;
    EXPECT(!op.error && op.stats.n_packets == deleted->n_read_last && !op.stats_final);
    EXPECT(deleted->end == END_DELETED);
    actor_join(packets);
}

static void modify_fails(void)
{
    uint32_t before;

    operate(CACHE_PUT, 0);
    before = model_live(0, NONE)->actions;
    model_change_rules(0, RULE_FORWARD);
    EXPECT(model_rule_actions(0) != before && model_rule_version(0) == 1);
    model_arm(FAULT_MODIFY_BUSY, 0, 1);
    EXPECT(operate(CACHE_MODIFY, 0).error == EBUSY && model_live(0, NONE)->actions == before);
    EXPECT(!operate(CACHE_MODIFY, 0).error);
    EXPECT(model_live(0, NONE)->actions == model_rule_actions(0));
}

static void modify_resets_the_counter(void)
{
    operate(CACHE_PUT, 0);
    hit(0, 2);
    model_arm(FAULT_MODIFY_RESETS, 0, 1);
    EXPECT(!operate(CACHE_MODIFY, 0).error);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 0);
    EXPECT(model_instance(1)->end == END_RESET && model_instance(2)->flow_serial == 1);
}

static void a_reading_dips(void)
{
    operate(CACHE_PUT, 0);
    hit(0, 4);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 4);
    model_arm(FAULT_READ_DIPS, 0, 1);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 2);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 4);
}

static void get_fails(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_GET_BUSY, 0, 1);
    EXPECT(operate(CACHE_GET, 0).error == EBUSY);
    EXPECT(!operate(CACHE_GET, 0).error);
}

static void the_datapath_acts_by_itself(void)
{
    EXPECT(!model_vanish(0, NONE) && !model_move_layer(0, NONE) && !model_reset_counter(0, NONE));
    EXPECT(model_install_foreign(0, NONE, false, true));
    EXPECT(!model_install_foreign(0, NONE, true, true));
    EXPECT(model_world.adopt(0, model_live(0, NONE)->actions) == EINVAL);
    EXPECT(model_actions_version(model_live(0, NONE)->actions) == UINT32_MAX);
    hit(0, 1);
    EXPECT(model_move_layer(0, NONE) && model_live(0, NONE)->layer == 1);
    hit(0, 1);
    EXPECT(model_reset_counter(0, NONE) && model_live(0, NONE)->n_hits == 0);
    EXPECT(model_vanish(0, NONE) && !model_live(0, NONE) && model_n_flows() == 0);
    EXPECT(model_n_instances() == 3);
}

/* One error after the other, and none that says what is there. */
static void errors_vary(void)
{
    enum { REFUSALS = 20 };
    const struct model_settings settings = {.other_errors = true};
    bool busy = false, interrupted = false;

    model_begin(&settings);
    operate(CACHE_PUT, 0);
    model_arm(FAULT_MODIFY_BUSY, 0, REFUSALS);
    for (unsigned i = 0; i < REFUSALS; i++) {
        int error = operate(CACHE_MODIFY, 0).error;

        EXPECT(error && error != ENOENT && error != EEXIST);
        busy |= error == EBUSY;
        interrupted |= error == EINTR;
    }
    EXPECT(busy && interrupted);
    EXPECT(!operate(CACHE_MODIFY, 0).error);
}

static void heal_disarms(void)
{
    model_arm(FAULT_PUT_NO_SPACE, 0, 5);
    model_heal();
    EXPECT(!operate(CACHE_PUT, 0).error && model_n_fired(FAULT_NONE) == 0);
}

/* Main gives way to the packets, at each of its points in turn. */
static void delete_is_not_final_anywhere(void)
{
    enum { PACKETS = 2, POINTS = 20 };
    const struct model_test raced = {"delete is not final", delete_is_not_final};

    for (unsigned point = 1; point <= POINTS; point++) {
        const struct preemption preemption = {ACTOR_MAIN, PACKETS, point};

        check_body(&raced, &preemption, 1);
    }
    CHECK(came_between, "no packet came between a delete's reading and its removal");
}

int main(void)
{
    const struct test_case cases[] = {
        BODY("put is refused", put_is_refused),
        BODY("put meets a foreign flow", put_meets_a_foreign_flow),
        BODY("put says the opposite", put_says_the_opposite),
        BODY("delete fails", delete_fails),
        BODY("delete says the opposite", delete_says_the_opposite),
        BODY("modify fails", modify_fails),
        BODY("modify resets the counter", modify_resets_the_counter),
        BODY("a reading dips", a_reading_dips),
        BODY("get fails", get_fails),
        BODY("the datapath acts by itself", the_datapath_acts_by_itself),
        BODY("heal disarms", heal_disarms),
        BODY("errors vary", errors_vary),
        CASE(delete_is_not_final_anywhere),
    };

    return RUN_CASES(cases);
}
