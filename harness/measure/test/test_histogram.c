/* Histograms against sorted values. */

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/histogram.h"

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

int main(void)
{
    static const struct CMUnitTest tests[] = {
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

    return cmocka_run_group_tests(tests, NULL, NULL);
}
