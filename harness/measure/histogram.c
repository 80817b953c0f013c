#include "measure/histogram.h"

static size_t bucket_of(uint64_t value)
{
    unsigned shift = 0;

    if (value >= HISTOGRAM_STEPS) {
        shift = 63 - (unsigned)__builtin_clzll(value) - HISTOGRAM_STEP_BITS;
    }
    return (size_t)shift * HISTOGRAM_STEPS + (size_t)(value >> shift);
}

static uint64_t highest_of(size_t bucket)
{
    size_t shift = bucket / HISTOGRAM_STEPS ? bucket / HISTOGRAM_STEPS - 1 : 0;

    return ((uint64_t)(bucket - shift * HISTOGRAM_STEPS + 1) << shift) - 1;
}

void histogram_record(struct histogram *histogram, uint64_t value)
{
    uint64_t max = atomic_load_explicit(&histogram->max, memory_order_relaxed);

    while (value > max &&
           !atomic_compare_exchange_weak_explicit(&histogram->max, &max, value,
                                                  memory_order_relaxed, memory_order_relaxed)) {
        continue;
    }
    atomic_fetch_add_explicit(&histogram->total, value, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->counts[bucket_of(value)], 1, memory_order_relaxed);
}

uint64_t histogram_next(const struct histogram *histogram, size_t *bucket, uint64_t *highest)
{
    uint64_t max = histogram_max(histogram);

    for (; *bucket < HISTOGRAM_BUCKETS; ++*bucket) {
        uint64_t count = atomic_load_explicit(&histogram->counts[*bucket], memory_order_relaxed);

        if (count) {
            uint64_t bound = highest_of((*bucket)++);

            *highest = bound < max ? bound : max;
            return count;
        }
    }
    return 0;
}

uint64_t histogram_count(const struct histogram *histogram)
{
    uint64_t n = 0;

    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        n += atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
    }
    return n;
}

double histogram_mean(const struct histogram *histogram)
{
    uint64_t n = histogram_count(histogram);

    return n ? (double)atomic_load_explicit(&histogram->total, memory_order_relaxed) / (double)n
             : 0;
}

uint64_t histogram_max(const struct histogram *histogram)
{
    return atomic_load_explicit(&histogram->max, memory_order_relaxed);
}

uint64_t histogram_percentile(const struct histogram *histogram, double percent)
{
    double wanted = (double)histogram_count(histogram) * percent / 100;
    uint64_t seen = 0;
    uint64_t highest = 0;
    size_t bucket = 0;

    for (;;) {
        uint64_t count = histogram_next(histogram, &bucket, &highest);

        seen += count;
        if (!count || (double)seen >= wanted) {
            return highest;
        }
    }
}
