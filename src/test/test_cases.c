/* A miss that finds a ukey: the three cases of install.h, by name, and their neighbours. */

#include <errno.h>

#include "fake_world.h"
#include "rcu.h"
#include "run_by_name.h"

static struct udpif *udpif;
static enum upcall_verdict inner_verdict;

static const struct udpif_config config = {
    .n_umaps = 2, .umap_fixed_size = true, .max_idle_ms = 1000000};

/* A second handler, while the first one's operation is on its way. */
static void miss_during(enum dp_op_type type, const struct dp_op *op)
{
    if (op->type == type) {
        struct upcall upcall = fake_miss(0);

        world.during_operate = NULL;
        udpif_let_in(udpif, 2);
        assert_int_equal(udpif_enqueue(udpif, 1, &upcall), 0);
        assert_int_equal(udpif_handle_batch(udpif, 1), 1);
        inner_verdict = world.last_verdict;
    }
}

static void miss_during_put(const struct dp_op *op)
{
    miss_during(DP_OP_PUT, op);
}

static void miss_during_delete(const struct dp_op *op)
{
    miss_during(DP_OP_DELETE, op);
}

static void test_case_1_not_installed_yet(void **state)
{
    udpif = fake_begin(&config);
    world.during_operate = miss_during_put;
    fake_handle_miss(udpif, 0);
    assert_int_equal(inner_verdict, UPCALL_DUPLICATE);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_handler_duplicate_upcall), 1);
    assert_int_equal(world.n_puts, 1);
    assert_int_equal(fake_state(udpif, 0), UKEY_OPERATIONAL);
    fake_end(udpif);
}

static void test_case_2_being_deleted(void **state)
{
    udpif = fake_begin(&config);
    fake_handle_miss(udpif, 0);
    world.during_operate = miss_during_delete;
    udpif_purge(udpif);
    assert_int_equal(inner_verdict, UPCALL_DUPLICATE);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_upcall_ukey_evicting), 1);
    assert_false(world.flows[0].exists);
    fake_end(udpif);
}

static void test_case_3_deleted(void **state)
{
    udpif = fake_begin(&config);
    world.put_error = ENOSPC; /* The put fails: the ukey is EVICTED and waits for the sweep. */
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    assert_int_equal(fake_state(udpif, 0), UKEY_EVICTED);

    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_REPLACED);
    assert_int_equal(fake_state(udpif, 0), UKEY_OPERATIONAL);
    assert_true(world.flows[0].exists);
    assert_int_equal(udpif_coverage(udpif, COVERAGE_upcall_ukey_replace), 1);
    fake_end(udpif);
}

/* The claim of the 2016 patch: traffic need not wait for the sweep. */
static void test_case_3_between_dump_and_sweep(void **state)
{
    udpif = fake_begin(&config);
    fake_handle_miss(udpif, 0);
    world.untranslatable = true;
    udpif_revalidate(udpif);
    udpif_round_begin(udpif);
    udpif_round_dump(udpif);
    assert_false(world.flows[0].exists);
    assert_int_equal(fake_state(udpif, 0), UKEY_EVICTED);

    world.untranslatable = false;
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_REPLACED);
    udpif_round_sweep(udpif);
    udpif_round_end(udpif);
    assert_true(world.flows[0].exists);
    assert_int_equal(fake_state(udpif, 0), UKEY_OPERATIONAL);
    fake_end(udpif);
}

static void test_a_flow_that_is_there_is_a_duplicate(void **state)
{
    udpif = fake_begin(&config);
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_DUPLICATE);
    assert_int_equal(world.n_puts, 1);
    assert_int_equal(world.n_executes, 2);
    fake_end(udpif);
}

static void test_another_key_with_the_same_ufid_is_refused(void **state)
{
    struct upcall upcall = fake_miss(0);

    udpif = fake_begin(&config);
    fake_handle_miss(udpif, 0);
    upcall.key[0] = 1;
    assert_int_equal(udpif_enqueue(udpif, 0, &upcall), 0);
    assert_int_equal(udpif_handle_batch(udpif, 0), 1);
    assert_int_equal(world.last_verdict, UPCALL_CONFLICT);
    fake_end(udpif);
}

static void test_a_packet_thread_adds_the_flow_itself(void **state)
{
    struct upcall upcall = fake_miss(3);
    struct upcall_reply reply;

    udpif = fake_begin(&config);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), ESHUTDOWN);
    udpif_let_in(udpif, 1);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), 0);
    assert_int_equal(reply.actions[0], 13);
    assert_int_equal(fake_state(udpif, 3), UKEY_VISIBLE);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), ENOSPC);

    world.flows[3] = (struct fake_flow){.exists = true, .actions = 13, .mask = 0xff};
    fake_hit(3, 5);
    udpif_round(udpif);
    assert_int_equal(fake_state(udpif, 3), UKEY_VISIBLE); /* It may still be adding it. */
    rcu_barrier();
    udpif_round(udpif);
    assert_int_equal(fake_state(udpif, 3), UKEY_OPERATIONAL);
    assert_int_equal(world.credited_packets[3], 2 + 5);
    fake_end(udpif);
}

static void vanish_before_get(const struct dp_op *op)
{
    if (op->type == DP_OP_GET) {
        world.flows[3].exists = false;
    }
}

static void test_a_flow_that_goes_before_it_is_confirmed_is_not_deleted(void **state)
{
    struct upcall upcall = fake_miss(3);
    struct upcall_reply reply;

    udpif = fake_begin(&config);
    udpif_let_in(udpif, 1);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), 0);
    world.flows[3] = (struct fake_flow){.exists = true, .actions = 13, .mask = 0xff};
    rcu_barrier();
    world.during_operate = vanish_before_get;
    udpif_round_begin(udpif);
    udpif_round_dump(udpif);
    assert_int_equal(fake_state(udpif, 3), UKEY_EVICTED);
    udpif_round_sweep(udpif);
    udpif_round_end(udpif);
    assert_int_equal(fake_state(udpif, 3), UKEY_DELETED);
    assert_int_equal(world.n_deletes, 0);
    assert_int_equal(world.n_losses[LOSS_FLOW_VANISHED], 1);
    fake_end(udpif);
}

static void test_a_flow_that_its_packet_thread_never_adds_stands_in_nobodys_way(void **state)
{
    struct upcall upcall = fake_miss(3);
    struct upcall_reply reply;

    udpif = fake_begin(&config);
    udpif_let_in(udpif, 1);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), 0);
    rcu_barrier();
    udpif_round(udpif); /* The first after its last chance to add it; which it may have missed. */
    udpif_round(udpif);
    assert_int_equal(udpif_upcall(udpif, &upcall, &reply), 0);
    fake_end(udpif);
}

static void test_the_limit_refuses(void **state)
{
    static const struct udpif_config limited = {
        .n_umaps = 1, .umap_fixed_size = true, .flow_limit = 2};

    udpif = fake_begin(&limited);
    assert_int_equal(fake_handle_miss(udpif, 0), UPCALL_INSTALLED);
    assert_int_equal(fake_handle_miss(udpif, 1), UPCALL_INSTALLED);
    assert_int_equal(fake_handle_miss(udpif, 2), UPCALL_LIMITED);
    udpif_purge(udpif);
    assert_int_equal(fake_handle_miss(udpif, 2), UPCALL_INSTALLED);
    fake_end(udpif);
}

static void test_upcalls_survive_a_stop_and_fewer_handlers(void **state)
{
    struct upcall upcall = fake_miss(4);

    udpif = fake_begin(&config);
    udpif_let_in(udpif, 3);
    assert_int_equal(udpif_enqueue(udpif, 2, &upcall), 0);
    udpif_let_in(udpif, 0);
    assert_int_equal(udpif_enqueue(udpif, 2, &upcall), ESHUTDOWN);
    udpif_let_in(udpif, 1);
    assert_int_equal(udpif_handle_batch(udpif, 0), 1);
    assert_true(world.flows[4].exists);
    fake_end(udpif);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_1_not_installed_yet),
        cmocka_unit_test(test_case_2_being_deleted),
        cmocka_unit_test(test_case_3_deleted),
        cmocka_unit_test(test_case_3_between_dump_and_sweep),
        cmocka_unit_test(test_a_flow_that_is_there_is_a_duplicate),
        cmocka_unit_test(test_another_key_with_the_same_ufid_is_refused),
        cmocka_unit_test(test_a_packet_thread_adds_the_flow_itself),
        cmocka_unit_test(test_a_flow_that_goes_before_it_is_confirmed_is_not_deleted),
        cmocka_unit_test(test_a_flow_that_its_packet_thread_never_adds_stands_in_nobodys_way),
        cmocka_unit_test(test_the_limit_refuses),
        cmocka_unit_test(test_upcalls_survive_a_stop_and_fewer_handlers),
    };

    return RUN_BY_NAME(tests);
}
