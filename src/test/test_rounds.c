/* What a round does, one behaviour each: credit, keep, modify, delete, adopt, sweep, and recover.
 */

#include <errno.h>

#include "fake_world.h"
#include "run_by_name.h"

static const struct udpif_config config = {
    .n_umaps = 2, .umap_fixed_size = true, .max_idle_ms = 1000000};

/* A cache with flow 0 installed, 10 packets credited. The miss itself is the first credit. */
static struct udpif *begin_with_flow(void)
{
    struct udpif *udpif = fake_begin(&config);

    fake_handle_miss(udpif, 0);
    fake_hit(0, 9);
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 10);
    return udpif;
}

static void test_each_packet_is_credited_once(void **state)
{
    struct udpif *udpif = begin_with_flow();

    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 10);
    fake_hit(0, 5);
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 15);
    assert_int_equal(world.credited_bytes[0], 60 + 14 * 100);
    fake_end(udpif);
}

static void test_a_flow_dumped_twice_is_credited_once(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.copies = 2;
    fake_hit(0, 5);
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 15);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_dumped_duplicate_flow), 1);
    fake_end(udpif);
}

static void test_changed_actions_are_modified(void **state)
{
    struct udpif *udpif = begin_with_flow();
    struct ufid ufid = fake_miss(0).ufid;
    uint8_t actions[DP_BUFFER_MAX];
    size_t size;

    world.actions[0] = 99;
    udpif_round(udpif);
    assert_int_equal(world.n_modifies, 0);
    udpif_revalidate(udpif);
    udpif_round(udpif);
    assert_int_equal(world.flows[0].actions, 99);
    assert_true(udpif_flow_actions(udpif, &ufid, PMD_ID_NULL, actions, &size));
    assert_int_equal(size, 1);
    assert_int_equal(actions[0], 99);
    fake_end(udpif);
}

static void test_a_failed_modify_leads_to_a_delete(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.actions[0] = 99;
    world.modify_error = EINVAL;
    udpif_revalidate(udpif);
    fake_hit(0, 5);
    udpif_round(udpif);
    assert_false(world.flows[0].exists);
    assert_int_equal(world.credited_packets[0], 15);
    fake_end(udpif);
}

static void test_a_wider_mask_and_a_failed_translation_delete(void **state)
{
    struct udpif *udpif;

    udpif = fake_begin(&config);
    world.mask = 0x0f;
    fake_handle_miss(udpif, 0);
    world.mask = 0x1f;
    udpif_revalidate(udpif);
    udpif_round(udpif);
    assert_false(world.flows[0].exists);

    fake_handle_miss(udpif, 1);
    fake_hit(1, 3);
    world.untranslatable = true;
    udpif_revalidate(udpif);
    udpif_round(udpif);
    assert_false(world.flows[1].exists);
    assert_int_equal(world.credited_packets[1], 4); /* By the old rules. */
    fake_end(udpif);
}

static void test_a_delete_that_fails_is_sent_again_and_nothing_credited_twice(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.delete_error = EBUSY;
    fake_hit(0, 5);
    udpif_purge(udpif);
    assert_true(world.flows[0].exists);
    assert_int_equal(fake_state(udpif, 0), UKEY_EVICTING);
    fake_hit(0, 2);
    udpif_round(udpif);
    assert_false(world.flows[0].exists);
    assert_int_equal(world.credited_packets[0], 17);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_ukey_evict_retry), 1);
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    fake_end(udpif);
}

static void test_a_delete_whose_answer_was_lost_is_declared(void **state)
{
    struct udpif *udpif = begin_with_flow();

    fake_hit(0, 5);
    world.delete_error = EBUSY;
    world.do_it_anyway = true;
    udpif_purge(udpif);
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 10);
    assert_int_equal(world.n_losses[LOSS_FLOW_VANISHED], 1);
    assert_int_equal(fake_state(udpif, 0), UKEY_DELETED);
    fake_end(udpif);
}

static void test_counters_that_are_not_final_are_declared(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.not_final = true;
    udpif_purge(udpif);
    assert_int_equal(world.n_losses[LOSS_STATS_NOT_FINAL], 1);
    fake_end(udpif);
}

static void test_a_put_that_fails_although_it_worked_is_adopted(void **state)
{
    struct udpif *udpif = fake_begin(&config);

    world.put_error = EEXIST;
    world.do_it_anyway = true;
    fake_handle_miss(udpif, 0);
    assert_true(world.flows[0].exists);
    assert_int_equal(fake_state(udpif, 0), UKEY_EVICTED);
    fake_hit(0, 7);
    udpif_round(udpif);
    udpif_round(udpif);
    assert_int_equal(fake_state(udpif, 0), UKEY_OPERATIONAL);
    assert_int_equal(world.credited_packets[0], 8);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_ukey_adopted), 1);
    fake_end(udpif);
}

static void test_a_vanished_flow_is_noticed_in_one_complete_round(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.flows[0].exists = false;
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_DUPLICATE);
    udpif_round(udpif);
    assert_int_equal(world.n_losses[LOSS_FLOW_VANISHED], 1);
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    fake_end(udpif);
}

static void test_a_vanished_flow_is_noticed_in_four_incomplete_rounds(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.dump_error = EIO;
    world.flows[0].exists = false;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_DUPLICATE);
        udpif_round(udpif);
    }
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    fake_end(udpif);
}

static void test_a_flow_left_out_of_the_dump_is_kept_and_credited(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.hide[0] = true;
    fake_hit(0, 5);
    world.actions[0] = 50;
    udpif_revalidate(udpif);
    udpif_round(udpif);
    assert_true(world.flows[0].exists);
    assert_int_equal(world.flows[0].actions, 50);
    assert_int_equal(world.credited_packets[0], 15);
    world.hide[0] = false;
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 15);
    fake_end(udpif);
}

static void test_failing_dumps_delete_nothing(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.dump_error = EIO;
    world.hide[0] = true;
    for (int i = 0; i < 10; i++) {
        udpif_round(udpif);
    }
    assert_int_equal(world.n_deletes, 0);
    assert_int_equal(fake_state(udpif, 0), UKEY_OPERATIONAL);
    fake_end(udpif);
}

static void test_flows_of_others_are_adopted_and_revalidated(void **state)
{
    struct udpif *udpif = fake_begin(&config);

    world.flows[5] = (struct fake_flow){.exists = true, .actions = 77, .mask = 0xff};
    fake_hit(5, 4);
    udpif_round(udpif);
    assert_int_equal(world.flows[5].actions, 15);
    assert_int_equal(world.credited_packets[5], 4);
    assert_int_equal(fake_state(udpif, 5), UKEY_OPERATIONAL);
    fake_end(udpif);
}

static void test_flows_that_cannot_be_adopted_are_deleted_and_credited(void **state)
{
    struct udpif *udpif = fake_begin(&config);

    world.not_adoptable = true;
    world.flows[5] = (struct fake_flow){.exists = true, .actions = 77, .mask = 0xff};
    fake_hit(5, 4);
    udpif_round(udpif);
    assert_false(world.flows[5].exists);
    assert_int_equal(world.credited_packets[5], 4);
    fake_end(udpif);
}

static void test_a_flush_credits_and_deletes_everything(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.flows[5] = (struct fake_flow){.exists = true, .actions = 15, .mask = 0xff};
    fake_hit(5, 4);
    fake_hit(0, 5);
    assert_int_equal(udpif_flush(udpif), 0);
    assert_false(world.flows[0].exists || world.flows[5].exists);
    assert_int_equal(world.credited_packets[0], 15);
    assert_int_equal(world.credited_packets[5], 4);
    fake_end(udpif);
}

static void test_a_counter_that_dips_is_credited_once(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.flows[0].stats.n_packets -= 2;
    world.flows[0].stats.n_bytes -= 200;
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 10);
    assert_int_equal(world.n_losses[LOSS_COUNTER_DECREASED], 1);
    world.flows[0].stats.n_packets += 4;
    world.flows[0].stats.n_bytes += 400;
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 12);
    fake_end(udpif);
}

static void test_another_layer_starts_at_zero(void **state)
{
    struct udpif *udpif = begin_with_flow();

    world.flows[0].stats =
        (struct flow_stats){.layer = DP_LAYER_TC, .n_packets = 12, .n_bytes = 1200};
    udpif_round(udpif);
    assert_int_equal(world.credited_packets[0], 22);
    assert_int_equal(world.n_losses[LOSS_LAYER_CHANGED], 1);
    fake_end(udpif);
}

static void test_an_idle_flow_is_deleted(void **state)
{
    static const struct udpif_config impatient = {
        .n_umaps = 1, .umap_fixed_size = true, .max_idle_ms = 1};
    struct udpif *udpif = fake_begin(&impatient);

    fake_handle_miss(udpif, 0);
    world.flows[0].stats.used_ms = 1;
    udpif_round(udpif);
    assert_false(world.flows[0].exists);
    fake_end(udpif);
}

static void test_an_idle_flow_that_no_dump_shows_is_deleted(void **state)
{
    static const struct udpif_config impatient = {
        .n_umaps = 1, .umap_fixed_size = true, .max_idle_ms = 1};
    struct udpif *udpif = fake_begin(&impatient);

    fake_handle_miss(udpif, 0);
    world.flows[0].stats.used_ms = 1;
    world.hide[0] = true;
    udpif_round(udpif);
    assert_false(world.flows[0].exists);
    fake_end(udpif);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_packet_is_credited_once),
        cmocka_unit_test(test_a_flow_dumped_twice_is_credited_once),
        cmocka_unit_test(test_changed_actions_are_modified),
        cmocka_unit_test(test_a_failed_modify_leads_to_a_delete),
        cmocka_unit_test(test_a_wider_mask_and_a_failed_translation_delete),
        cmocka_unit_test(test_a_delete_that_fails_is_sent_again_and_nothing_credited_twice),
        cmocka_unit_test(test_a_delete_whose_answer_was_lost_is_declared),
        cmocka_unit_test(test_counters_that_are_not_final_are_declared),
        cmocka_unit_test(test_a_put_that_fails_although_it_worked_is_adopted),
        cmocka_unit_test(test_a_vanished_flow_is_noticed_in_one_complete_round),
        cmocka_unit_test(test_a_vanished_flow_is_noticed_in_four_incomplete_rounds),
        cmocka_unit_test(test_a_flow_left_out_of_the_dump_is_kept_and_credited),
        cmocka_unit_test(test_failing_dumps_delete_nothing),
        cmocka_unit_test(test_flows_of_others_are_adopted_and_revalidated),
        cmocka_unit_test(test_flows_that_cannot_be_adopted_are_deleted_and_credited),
        cmocka_unit_test(test_a_flush_credits_and_deletes_everything),
        cmocka_unit_test(test_a_counter_that_dips_is_credited_once),
        cmocka_unit_test(test_another_layer_starts_at_zero),
        cmocka_unit_test(test_an_idle_flow_is_deleted),
        cmocka_unit_test(test_an_idle_flow_that_no_dump_shows_is_deleted),
    };

    return RUN_BY_NAME(tests);
}
