#include "measure/write.h"

#include <inttypes.h>

void histogram_write_json(const struct histogram *histogram, FILE *stream)
{
    static const double percents[] = {50, 90, 99, 99.9, 99.99};
    uint64_t count, highest;
    size_t bucket = 0;

    fprintf(stream, "{\"count\": %" PRIu64 ", \"mean\": %.1f", histogram_count(histogram),
            histogram_mean(histogram));
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        fprintf(stream, ", \"p%g\": %" PRIu64, percents[i],
                histogram_percentile(histogram, percents[i]));
    }
    fprintf(stream, ", \"max\": %" PRIu64 ", \"buckets\": [", histogram_max(histogram));
    for (const char *between = ""; (count = histogram_next(histogram, &bucket, &highest));
         between = ", ") {
        fprintf(stream, "%s[%" PRIu64 ", %" PRIu64 "]", between, highest, count);
    }
    fputs("]}", stream);
}
