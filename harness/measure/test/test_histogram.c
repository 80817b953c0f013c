/* Histograms against sorted values. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "test/check.h"
#include "measure/histogram.h"
#include "support/random.h"

static struct histogram *subject;

static void begin(void)
{
    subject = calloc(1, sizeof(struct histogram));
    CHECK(subject);
}

static void end(void)
{
    free(subject);
}

static void histogram_of_nothing(void)
{
    uint64_t highest = 7;
    size_t bucket = 0;

    CHECK_INT(histogram_count(subject), 0);
    CHECK_INT(histogram_percentile(subject, 50), 0);
    CHECK_INT(histogram_max(subject), 0);
    CHECK(histogram_mean(subject) == 0);
    CHECK_INT(histogram_next(subject, &bucket, &highest), 0);
}

static void histogram_keeps_small_numbers_apart(void)
{
    uint64_t highest;
    size_t bucket = 0;

    for (uint64_t value = 0; value < 2 * HISTOGRAM_STEPS; value++) {
        histogram_record(subject, value);
    }
    for (uint64_t value = 0; value < 2 * HISTOGRAM_STEPS; value++) {
        CHECK_INT(histogram_next(subject, &bucket, &highest), 1);
        CHECK_INT(highest, value);
    }
    CHECK_INT(histogram_next(subject, &bucket, &highest), 0);
}

static void histogram_takes_any_number(void)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        struct histogram *histogram = subject;

        for (int step = -1; step <= 1; step++) {
            uint64_t value = (UINT64_C(1) << bit) + (uint64_t)step;
            uint64_t highest;
            size_t bucket = 0;

            memset(histogram, 0, sizeof *histogram);
            histogram_record(histogram, value);
            histogram_record(histogram, UINT64_MAX); /* Or the maximum would be the bound. */
            CHECK(histogram_next(histogram, &bucket, &highest) > 0);
            CHECK(highest >= value);
            CHECK(highest - value <= value / HISTOGRAM_STEPS);
        }
    }
}

static int ascending(const void *a_, const void *b_)
{
    const uint64_t *a = a_;
    const uint64_t *b = b_;

    return *a < *b ? -1 : *a > *b;
}

static void histogram_knows_percentiles(void)
{
    enum { N = 10000 };
    static const double percents[] = {0, 1, 50, 90, 99.9, 99.99, 100};
    uint64_t *values = calloc(N, sizeof *values);
    struct random random = {1};
    double total = 0;

    CHECK(values);
    for (size_t i = 0; i < N; i++) {
        uint64_t drawn = random_next(&random);

        values[i] = (drawn >> 32) >> (drawn & 31); /* All magnitudes up to 2^32. */
        total += (double)values[i];
        histogram_record(subject, values[i]);
    }
    qsort(values, N, sizeof *values, ascending);
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        size_t rank = (size_t)(percents[i] / 100 * N + 0.5);
        uint64_t exact = values[rank ? rank - 1 : 0];
        uint64_t answer = histogram_percentile(subject, percents[i]);

        CHECK(answer >= exact);
        CHECK(answer - exact <= exact / HISTOGRAM_STEPS);
    }
    CHECK_INT(histogram_count(subject), N);
    CHECK_INT(histogram_max(subject), values[N - 1]);
    CHECK_INT(histogram_percentile(subject, 100), values[N - 1]);
    CHECK(histogram_mean(subject) > total / N * 0.999999);
    CHECK(histogram_mean(subject) < total / N * 1.000001);
    free(values);
}

static void histogram_percentile_takes_no_more_than_it_needs(void)
{
    histogram_record(subject, 1);
    histogram_record(subject, 2);
    CHECK_INT(histogram_percentile(subject, 50), 1);
    CHECK_INT(histogram_percentile(subject, 50.1), 2);
}

enum { THREADS = 4, RECORDS = 20000 };

static void *record_many(void *histogram)
{
    for (uint64_t i = 1; i <= RECORDS; i++) {
        histogram_record(histogram, i);
    }
    return NULL;
}

static void histogram_loses_nothing_to_other_threads(void)
{
    pthread_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        CHECK_INT(pthread_create(&threads[i], NULL, record_many, subject), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_INT(histogram_count(subject), THREADS * RECORDS);
    CHECK_INT(histogram_max(subject), RECORDS);
    CHECK(histogram_mean(subject) == (RECORDS + 1) / 2.0);
}

int main(void)
{
    const struct test_case tests[] = {
        CASE_WITH(histogram_of_nothing, begin, end),
        CASE_WITH(histogram_keeps_small_numbers_apart, begin, end),
        CASE_WITH(histogram_takes_any_number, begin, end),
        CASE_WITH(histogram_knows_percentiles, begin, end),
        CASE_WITH(histogram_percentile_takes_no_more_than_it_needs, begin, end),
        CASE_WITH(histogram_loses_nothing_to_other_threads, begin, end),
    };

    return RUN_CASES(tests);
}
