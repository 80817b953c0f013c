/*
 * The edits: what each makes of a small scenario.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static void test_sleeps_are_joined(void **state)
{
    static struct scenario s;

    scenario_init(&s);
    append(&s.main, sleep_of(300));
    append(&s.main, sleep_of(500));
    append(&s.main, packet(0));
    assert_false(edit_join_sleeps(&s, 0, 1)); /* A packet is no sleep. */
    assert_true(edit_join_sleeps(&s, 0, 0));
    assert_int_equal(s.main.n, 2);
    assert_int_equal(operation_ms(&s.main.list[0]), 800);
    assert_int_equal(s.main.list[1].kind, OP_PACKET);

    scenario_init(&s);
    append(&s.main, sleep_of(65535));
    append(&s.main, sleep_of(1));
    assert_false(edit_join_sleeps(&s, 0, 0)); /* There is no room for the sum. */
}

static void test_main_takes_the_work_of_a_thread(void **state)
{
    static struct scenario s;

    for (unsigned with_sleeps = 0; with_sleeps < 2; with_sleeps++) {
        scenario_init(&s);
        s.n_packet_threads = 2;
        append(&s.main, packet(0));
        append(&s.packet[0], packet(1));
        append(&s.packet[0], sleep_of(10));
        append(&s.packet[1], packet(2));
        assert_true(edit_give_to_main(&s, 0, 1, with_sleeps));
        assert_int_equal(s.n_packet_threads, 1);
        assert_int_equal(s.packet[0].list[0].flow, 2); /* The second is the first now. */
        assert_int_equal(s.packet[1].n, 0);
        assert_int_equal(s.main.n, 2 + with_sleeps);
        assert_int_equal(s.main.list[1].flow, 1);
    }
    scenario_init(&s);
    s.n_packet_threads = 1;
    append(&s.packet[0], packet(1));
    s.main.n = SCENARIO_MAX_MAIN_OPERATIONS;
    assert_false(edit_give_to_main(&s, 0, 0, true));
}

static void test_flows_move_up(void **state)
{
    static struct scenario s;

    scenario_init(&s);
    s.n_flows = 3;
    append(&s.main, packet(0));
    append(&s.main, packet(1));
    append(&s.main, packet(2));
    append(&s.main, (struct operation){.kind = OP_FAULT, .flow = SCENARIO_MAX_FLOWS}); /* Any. */
    edit_remove_flow(&s, 1);
    assert_int_equal(s.n_flows, 2);
    assert_int_equal(s.main.n, 3);
    assert_int_equal(s.main.list[0].flow, 0);
    assert_int_equal(s.main.list[1].flow, 1);
    assert_int_equal(s.main.list[2].flow, SCENARIO_MAX_FLOWS);
}

static void test_an_operation_of_all_lists(void **state)
{
    static struct scenario s;

    scenario_init(&s);
    append(&s.main, packet(0));
    append(&s.packet[1], packet(1));
    append(&s.packet[1], packet(2));
    assert_true(edit_remove_operation(&s, 1));
    assert_int_equal(s.packet[1].n, 1);
    assert_int_equal(s.packet[1].list[0].flow, 2);
    assert_false(edit_remove_operation(&s, 2));
}

static void test_each_operand(void **state)
{
    struct operation op = packet(3);

    for (enum operand operand = OPERAND_FLOW; operand < OPERAND_MS; operand++) {
        edit_operand(&op, operand, 7);
        assert_int_equal(operand_of(&op, operand), 7);
    }
    assert_int_equal(operand_of(&op, OPERAND_MS), 0);
    op = sleep_of(0x1234);
    assert_int_equal(operand_of(&op, OPERAND_MS), 0x1234);
    edit_operand(&op, OPERAND_MS, 0x321);
    assert_int_equal(operation_ms(&op), 0x321);
}

static void test_the_workload_is_copied_alone(void **state)
{
    static struct scenario from, to;

    scenario_init(&from);
    append(&from.main, packet(0));
    from.n_flows = 4;
    from.strategy = STRATEGY_PCT;
    from.depth = 5;
    from.n_bytes = 3;
    edit_copy_workload(&to, &from);
    assert_int_equal(to.main.n, 1);
    assert_int_equal(to.n_flows, 4);
    assert_int_not_equal(to.strategy, STRATEGY_PCT);
    assert_int_not_equal(to.depth, 5);
    assert_int_equal(to.n_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sleeps_are_joined),
        cmocka_unit_test(test_main_takes_the_work_of_a_thread),
        cmocka_unit_test(test_flows_move_up),
        cmocka_unit_test(test_an_operation_of_all_lists),
        cmocka_unit_test(test_each_operand),
        cmocka_unit_test(test_the_workload_is_copied_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
