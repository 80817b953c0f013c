/*
 * The edits: what each makes of a small scenario.
 */
#include <stddef.h>
#include <stdint.h>

#include "test/check.h"
#include "shrink/edits.h"

static struct operation packet(unsigned flow)
{
    return (struct operation){.kind = OP_PACKET, .flow = (uint8_t)flow};
}

static struct operation sleep_of(unsigned ms)
{
    struct operation op = {.kind = OP_WAIT};

    operation_set_ms(&op, ms);
    return op;
}

static void append(struct operations *list, struct operation op)
{
    list->list[list->n++] = op;
}

static void test_sleeps_are_joined(void)
{
    static struct scenario s;

    scenario_init(&s);
    append(&s.main, sleep_of(300));
    append(&s.main, sleep_of(500));
    append(&s.main, packet(0));
    CHECK(!edit_join_sleeps(&s, 0, 1)); /* A packet is no sleep. */
    CHECK(edit_join_sleeps(&s, 0, 0));
    CHECK_INT(s.main.n, 2);
    CHECK_INT(operation_ms(&s.main.list[0]), 800);
    CHECK_INT(s.main.list[1].kind, OP_PACKET);

    scenario_init(&s);
    append(&s.main, sleep_of(65535));
    append(&s.main, sleep_of(1));
    CHECK(!edit_join_sleeps(&s, 0, 0)); /* There is no room for the sum. */
}

static void test_main_takes_the_work_of_a_thread(void)
{
    static struct scenario s;

    for (unsigned with_sleeps = 0; with_sleeps < 2; with_sleeps++) {
        scenario_init(&s);
        s.n_packet_threads = 2;
        append(&s.main, packet(0));
        append(&s.packet[0], packet(1));
        append(&s.packet[0], sleep_of(10));
        append(&s.packet[1], packet(2));
        CHECK(edit_give_to_main(&s, 0, 1, with_sleeps));
        CHECK_INT(s.n_packet_threads, 1);
        CHECK_INT(s.packet[0].list[0].flow, 2); /* The second is the first now. */
        CHECK_INT(s.packet[1].n, 0);
        CHECK_INT(s.main.n, 2 + with_sleeps);
        CHECK_INT(s.main.list[1].flow, 1);
    }
    scenario_init(&s);
    s.n_packet_threads = 1;
    append(&s.packet[0], packet(1));
    s.main.n = SCENARIO_MAX_MAIN_OPERATIONS;
    CHECK(!edit_give_to_main(&s, 0, 0, true));
}

static void test_flows_move_up(void)
{
    static struct scenario s;

    scenario_init(&s);
    s.n_flows = 3;
    append(&s.main, packet(0));
    append(&s.main, packet(1));
    append(&s.main, packet(2));
    append(&s.main, (struct operation){.kind = OP_FAULT, .flow = SCENARIO_MAX_FLOWS}); /* Any. */
    edit_remove_flow(&s, 1);
    CHECK_INT(s.n_flows, 2);
    CHECK_INT(s.main.n, 3);
    CHECK_INT(s.main.list[0].flow, 0);
    CHECK_INT(s.main.list[1].flow, 1);
    CHECK_INT(s.main.list[2].flow, SCENARIO_MAX_FLOWS);
}

static void test_an_operation_of_all_lists(void)
{
    static struct scenario s;

    scenario_init(&s);
    append(&s.main, packet(0));
    append(&s.packet[1], packet(1));
    append(&s.packet[1], packet(2));
    CHECK(edit_remove_operation(&s, 1));
    CHECK_INT(s.packet[1].n, 1);
    CHECK_INT(s.packet[1].list[0].flow, 2);
    CHECK(!edit_remove_operation(&s, 2));
}

static void test_each_operand(void)
{
    struct operation op = packet(3);

    for (enum operand operand = OPERAND_FLOW; operand < OPERAND_MS; operand++) {
        edit_operand(&op, operand, 7);
        CHECK_INT(operand_of(&op, operand), 7);
    }
    CHECK_INT(operand_of(&op, OPERAND_MS), 0);
    op = sleep_of(0x1234);
    CHECK_INT(operand_of(&op, OPERAND_MS), 0x1234);
    edit_operand(&op, OPERAND_MS, 0x321);
    CHECK_INT(operation_ms(&op), 0x321);
}

static void test_the_workload_is_copied_alone(void)
{
    static struct scenario from, to;

    scenario_init(&from);
    append(&from.main, packet(0));
    from.n_flows = 4;
    from.strategy = STRATEGY_PCT;
    from.depth = 5;
    from.n_bytes = 3;
    edit_copy_workload(&to, &from);
    CHECK_INT(to.main.n, 1);
    CHECK_INT(to.n_flows, 4);
    CHECK(to.strategy != STRATEGY_PCT);
    CHECK(to.depth != 5);
    CHECK_INT(to.n_bytes, 0);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(test_sleeps_are_joined), CASE(test_main_takes_the_work_of_a_thread),
        CASE(test_flows_move_up),     CASE(test_an_operation_of_all_lists),
        CASE(test_each_operand),      CASE(test_the_workload_is_copied_alone),
    };

    return RUN_CASES(tests);
}
