/* Histograms against sorted values, and the slow_path of flows in sequences made by hand. */

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/slow_path.h"

static int setup_histogram(void **state)
{
    *state = calloc(1, sizeof(struct histogram));
    return !*state;
}

static int teardown_histogram(void **state)
{
    free(*state);
    return 0;
}

static void histogram_of_nothing(void **state)
{
    uint64_t highest = 7;
    size_t bucket = 0;

    assert_int_equal(histogram_count(*state), 0);
    assert_int_equal(histogram_percentile(*state, 50), 0);
    assert_int_equal(histogram_max(*state), 0);
    assert_true(histogram_mean(*state) == 0);
    assert_int_equal(histogram_next(*state, &bucket, &highest), 0);
}

static void histogram_keeps_small_numbers_apart(void **state)
{
    uint64_t highest;
    size_t bucket = 0;

    for (uint64_t value = 0; value < 2 * HISTOGRAM_STEPS; value++) {
        histogram_record(*state, value);
    }
    for (uint64_t value = 0; value < 2 * HISTOGRAM_STEPS; value++) {
        assert_int_equal(histogram_next(*state, &bucket, &highest), 1);
        assert_int_equal(highest, value);
    }
    assert_int_equal(histogram_next(*state, &bucket, &highest), 0);
}

static void histogram_takes_any_number(void **state)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        struct histogram *histogram = *state;

        for (int step = -1; step <= 1; step++) {
            uint64_t value = (UINT64_C(1) << bit) + (uint64_t)step;
            uint64_t highest;
            size_t bucket = 0;

            memset(histogram, 0, sizeof *histogram);
            histogram_record(histogram, value);
            histogram_record(histogram, UINT64_MAX); /* Or the maximum would be the bound. */
            assert_true(histogram_next(histogram, &bucket, &highest) > 0);
            assert_true(highest >= value);
            assert_true(highest - value <= value / HISTOGRAM_STEPS);
        }
    }
}

static int ascending(const void *a_, const void *b_)
{
    const uint64_t *a = a_;
    const uint64_t *b = b_;

    return *a < *b ? -1 : *a > *b;
}

static void histogram_knows_percentiles(void **state)
{
    enum { N = 10000 };
    static const double percents[] = {0, 1, 50, 90, 99.9, 99.99, 100};
    uint64_t *values = calloc(N, sizeof *values);
    uint64_t random = 1;
    double total = 0;

    assert_non_null(values);
    for (size_t i = 0; i < N; i++) {
        random = random * 6364136223846793005 + 1442695040888963407;
        values[i] = (random >> 32) >> (random >> 20 & 31); /* All magnitudes up to 2^32. */
        total += (double)values[i];
        histogram_record(*state, values[i]);
    }
    qsort(values, N, sizeof *values, ascending);
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        size_t rank = (size_t)(percents[i] / 100 * N + 0.5);
        uint64_t exact = values[rank ? rank - 1 : 0];
        uint64_t answer = histogram_percentile(*state, percents[i]);

        assert_true(answer >= exact);
        assert_true(answer - exact <= exact / HISTOGRAM_STEPS);
    }
    assert_int_equal(histogram_count(*state), N);
    assert_int_equal(histogram_max(*state), values[N - 1]);
    assert_int_equal(histogram_percentile(*state, 100), values[N - 1]);
    assert_true(histogram_mean(*state) > total / N * 0.999999);
    assert_true(histogram_mean(*state) < total / N * 1.000001);
    free(values);
}

static void histogram_percentile_takes_no_more_than_it_needs(void **state)
{
    histogram_record(*state, 1);
    histogram_record(*state, 2);
    assert_int_equal(histogram_percentile(*state, 50), 1);
    assert_int_equal(histogram_percentile(*state, 50.1), 2);
}

enum { THREADS = 4, RECORDS = 20000 };

static void *record_many(void *histogram)
{
    for (uint64_t i = 1; i <= RECORDS; i++) {
        histogram_record(histogram, i);
    }
    return NULL;
}

static void histogram_loses_nothing_to_other_threads(void **state)
{
    pthread_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, record_many, *state), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(histogram_count(*state), THREADS * RECORDS);
    assert_int_equal(histogram_max(*state), RECORDS);
    assert_true(histogram_mean(*state) == (RECORDS + 1) / 2.0);
}

static int setup_slow_path(void **state)
{
    *state = slow_path_create(2);
    return !*state;
}

static int teardown_slow_path(void **state)
{
    slow_path_destroy(*state);
    return 0;
}

/* Over all deletions recorded so far: how many, their packets, and their time on the slow path. */
static void expect(const struct slow_path *slow_path, uint64_t n, uint64_t packets, uint64_t ns)
{
    assert_int_equal(histogram_count(&slow_path->packets), n);
    assert_int_equal(histogram_count(&slow_path->slow_path_ns), n);
    assert_int_equal(slow_path->packets.total, packets);
    assert_int_equal(slow_path->slow_path_ns.total, ns);
}

static void replaced_at_once(void **state)
{
    struct slow_path *slow_path = *state;

    slow_path_deleted(slow_path, 0, 1000);
    slow_path_missed(slow_path, 0, 1300);
    slow_path_missed(slow_path, 0, 1400);
    expect(slow_path, 0, 0, 0);
    slow_path_put(slow_path, 0, 1450);
    expect(slow_path, 1, 2, 150);
    assert_int_equal(histogram_count(&slow_path->sweep_wait_ns), 0);
}

static void refused_until_the_sweep(void **state)
{
    struct slow_path *slow_path = *state;

    slow_path_deleted(slow_path, 1, 1000);
    slow_path_missed(slow_path, 1, 1300);
    slow_path_swept(slow_path, 1, 9000);
    slow_path_missed(slow_path, 1, 9500);
    slow_path_put(slow_path, 1, 9900);
    expect(slow_path, 1, 2, 8600);
    assert_int_equal(histogram_count(&slow_path->sweep_wait_ns), 1);
    assert_int_equal(slow_path->sweep_wait_ns.total, 8000);
}

static void without_traffic_it_does_not_count(void **state)
{
    struct slow_path *slow_path = *state;

    slow_path_deleted(slow_path, 0, 1000);
    slow_path_swept(slow_path, 0, 3000);
    slow_path_missed(slow_path, 0, 70000);
    slow_path_put(slow_path, 0, 80000);
    expect(slow_path, 0, 0, 0);
    assert_int_equal(slow_path->sweep_wait_ns.total, 2000);

    /* A miss that was queued before the deletion has the flow put: nothing was slow. */
    slow_path_deleted(slow_path, 0, 90000);
    slow_path_put(slow_path, 0, 91000);
    expect(slow_path, 0, 0, 0);
}

static void only_misses_after_the_deletion_count(void **state)
{
    struct slow_path *slow_path = *state;

    /* The flow's first packets, before there ever was a flow. */
    slow_path_missed(slow_path, 0, 100);
    slow_path_missed(slow_path, 0, 200);
    slow_path_put(slow_path, 0, 300);
    expect(slow_path, 0, 0, 0);
    for (uint64_t round = 1; round <= 3; round++) {
        slow_path_deleted(slow_path, 0, round * 1000);
        slow_path_missed(slow_path, 0, round * 1000 + 100);
        slow_path_put(slow_path, 0, round * 1000 + 110);
        /* Overtaken by the put: of no deletion. */
        slow_path_missed(slow_path, 0, round * 1000 + 120);
        expect(slow_path, round, round, round * 10);
    }
}

static void flows_do_not_mix(void **state)
{
    struct slow_path *slow_path = *state;

    slow_path_deleted(slow_path, 0, 1000);
    slow_path_missed(slow_path, 0, 1100);
    slow_path_deleted(slow_path, 1, 1200);
    slow_path_missed(slow_path, 1, 1300);
    slow_path_swept(slow_path, 1, 1350);
    slow_path_put(slow_path, 1, 1400);
    expect(slow_path, 1, 1, 100);
    slow_path_put(slow_path, 0, 1500);
    expect(slow_path, 2, 2, 500);
}

static void a_late_sweep_leaves_the_next_deletion_alone(void **state)
{
    struct slow_path *slow_path = *state;

    slow_path_deleted(slow_path, 0, 1000);
    slow_path_missed(slow_path, 0, 1100);
    slow_path_put(slow_path, 0, 1200);
    slow_path_swept(slow_path, 0, 1300);
    assert_int_equal(histogram_count(&slow_path->sweep_wait_ns), 0);
    slow_path_deleted(slow_path, 0, 2000);
    slow_path_missed(slow_path, 0, 2100);
    slow_path_put(slow_path, 0, 2150);
    expect(slow_path, 2, 2, 150);
}

int main(void)
{
    static const struct CMUnitTest histograms[] = {
        cmocka_unit_test_setup_teardown(histogram_of_nothing, setup_histogram, teardown_histogram),
        cmocka_unit_test_setup_teardown(histogram_keeps_small_numbers_apart, setup_histogram,
                                        teardown_histogram),
        cmocka_unit_test_setup_teardown(histogram_takes_any_number, setup_histogram,
                                        teardown_histogram),
        cmocka_unit_test_setup_teardown(histogram_knows_percentiles, setup_histogram,
                                        teardown_histogram),
        cmocka_unit_test_setup_teardown(histogram_percentile_takes_no_more_than_it_needs,
                                        setup_histogram, teardown_histogram),
        cmocka_unit_test_setup_teardown(histogram_loses_nothing_to_other_threads, setup_histogram,
                                        teardown_histogram),
    };
    static const struct CMUnitTest recoveries[] = {
        cmocka_unit_test_setup_teardown(replaced_at_once, setup_slow_path, teardown_slow_path),
        cmocka_unit_test_setup_teardown(refused_until_the_sweep, setup_slow_path,
                                        teardown_slow_path),
        cmocka_unit_test_setup_teardown(without_traffic_it_does_not_count, setup_slow_path,
                                        teardown_slow_path),
        cmocka_unit_test_setup_teardown(only_misses_after_the_deletion_count, setup_slow_path,
                                        teardown_slow_path),
        cmocka_unit_test_setup_teardown(flows_do_not_mix, setup_slow_path, teardown_slow_path),
        cmocka_unit_test_setup_teardown(a_late_sweep_leaves_the_next_deletion_alone,
                                        setup_slow_path, teardown_slow_path),
    };

    return cmocka_run_group_tests(histograms, NULL, NULL) +
           cmocka_run_group_tests(recoveries, NULL, NULL);
}
