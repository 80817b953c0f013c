#include "measure/write.h"

void histogram_write_json(const struct histogram *histogram, struct json *json, const char *name)
{
    static const struct {
        const char *name;
        double percent;
    } percentiles[] = {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"p99.9", 99.9}, {"p99.99", 99.99}};
    uint64_t count, highest;
    size_t bucket = 0;

    json_object(json, name);
    json_whole(json, "count", histogram_count(histogram));
    json_real(json, "mean", histogram_mean(histogram));
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++) {
        json_whole(json, percentiles[i].name,
                   histogram_percentile(histogram, percentiles[i].percent));
    }
    json_whole(json, "max", histogram_max(histogram));
    json_array(json, "buckets");
    while ((count = histogram_next(histogram, &bucket, &highest))) {
        json_array(json, NULL);
        json_whole(json, NULL, highest);
        json_whole(json, NULL, count);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}
