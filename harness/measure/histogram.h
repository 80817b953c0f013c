/*
 * A histogram of whole numbers, from nanoseconds to hours, with the same relative precision
 * everywhere.
 *
 * Each power of two is divided into HISTOGRAM_STEPS buckets of one width, so a bucket's bounds
 * differ by less than 1 in HISTOGRAM_STEPS, and every number below 2 * HISTOGRAM_STEPS has a bucket
 * of its own. (This is the layout of Gil Tene's HdrHistogram, whose library for C is not in
 * Debian 12.)
 *
 * Recording is two atomic additions and a maximum, in memory that is there from the beginning: any
 * number of threads may record at once, and others may read meanwhile. What is read then may lack
 * what is being recorded.
 */
#ifndef MEASURE_HISTOGRAM_H
#define MEASURE_HISTOGRAM_H 1

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HISTOGRAM_STEP_BITS = 7,
    HISTOGRAM_STEPS = 1 << HISTOGRAM_STEP_BITS,
    HISTOGRAM_BUCKETS = (64 - HISTOGRAM_STEP_BITS + 1) * HISTOGRAM_STEPS,
};

/* Empty when its bytes are 0. */
struct histogram {
    _Atomic uint64_t counts[HISTOGRAM_BUCKETS];
    _Atomic uint64_t total; /* The sum of all values. */
    _Atomic uint64_t max;   /* Exact. */
};

void histogram_record(struct histogram *, uint64_t value);

/* How many values were recorded, and their mean (0 for none). */
uint64_t histogram_count(const struct histogram *);
double histogram_mean(const struct histogram *);

/* The largest value recorded, exactly. */
uint64_t histogram_max(const struct histogram *);

/* A value that `percent` (0 to 100) of all values do not exceed, and no less than that many: the
 * upper bound of its bucket, but not above the maximum. 0 if the histogram is empty. */
uint64_t histogram_percentile(const struct histogram *, double percent);

/* Walks over the buckets that are not empty, in ascending order. *bucket is 0 to begin with. Sets
 * *highest to the bucket's upper bound, but not above the maximum, and returns its count; 0 at the
 * end. */
uint64_t histogram_next(const struct histogram *, size_t *bucket, uint64_t *highest);

#endif /* measure/histogram.h */
