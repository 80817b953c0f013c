/* The flow limit: exact while flows come and go, and its control loop. */

#include "limit.h"
#include "run_by_name.h"

static uint64_t n_in_datapath;

static uint64_t n_flows(void *aux)
{
    return n_in_datapath;
}

static const struct datapath datapath = {.n_flows = n_flows};

static void test_it_admits_up_to_the_limit_and_no_further(void **state)
{
    struct flow_limit limit;

    flow_limit_init(&limit, 2);
    assert_true(flow_limit_reserve(&limit));
    assert_true(flow_limit_reserve(&limit));
    assert_false(flow_limit_reserve(&limit));
    flow_limit_note_transition(&limit, UKEY_OPERATIONAL, UKEY_EVICTING);
    assert_int_equal(flow_limit_n_flows(&limit), 1);
    assert_false(flow_limit_reserve(&limit)); /* The flow is still there. */
    flow_limit_note_transition(&limit, UKEY_EVICTING, UKEY_EVICTED);
    assert_true(flow_limit_reserve(&limit));
}

static void test_flows_of_others_count_until_they_are_gone(void **state)
{
    struct flow_limit limit;

    flow_limit_init(&limit, 3);
    n_in_datapath = 3;
    flow_limit_estimate_foreign(&limit, &datapath);
    assert_false(flow_limit_admits(&limit, &datapath));
    n_in_datapath = 2;
    assert_true(flow_limit_admits(&limit, &datapath));
    flow_limit_adopt(&limit);
    assert_int_equal(flow_limit_n_flows(&limit), 2);
}

static uint32_t adjusted(struct flow_limit *limit, uint64_t duration_ms)
{
    static struct coverage coverage;

    flow_limit_adjust(limit, duration_ms, &coverage);
    return limit->limit;
}

static void test_slow_rounds_lower_it_and_fast_ones_raise_it_again(void **state)
{
    struct flow_limit limit;

    flow_limit_init(&limit, 200000);
    assert_int_equal(adjusted(&limit, 1200), 10000);
    assert_int_equal(adjusted(&limit, 1400), 7500);
    assert_int_equal(adjusted(&limit, 5000), 1500);
    assert_int_equal(adjusted(&limit, 100000), 1000);
    /* A handful of flows is enough for it to recover (upstream eaa14ad37). */
    for (int i = 0; i < 3; i++) {
        flow_limit_reserve(&limit);
    }
    assert_int_equal(adjusted(&limit, 0), 2000);
    assert_int_equal(adjusted(&limit, 1), 3000);
    assert_int_equal(adjusted(&limit, 1), 3000); /* Three flows are no reason for more. */
}

static void test_no_arithmetic_traps(void **state)
{
    struct flow_limit limit;

    flow_limit_init(&limit, 1);
    assert_int_equal(adjusted(&limit, 0), 1);
    assert_int_equal(adjusted(&limit, UINT64_MAX), 1);
    flow_limit_init(&limit, UINT32_MAX);
    limit.limit = UINT32_MAX;
    limit.n_ukeys = UINT64_MAX / 1000;
    assert_int_equal(adjusted(&limit, 1), UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_admits_up_to_the_limit_and_no_further),
        cmocka_unit_test(test_flows_of_others_count_until_they_are_gone),
        cmocka_unit_test(test_slow_rounds_lower_it_and_fast_ones_raise_it_again),
        cmocka_unit_test(test_no_arithmetic_traps),
    };

    return RUN_BY_NAME(tests);
}
