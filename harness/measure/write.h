/* Histograms on paper. */
#ifndef MEASURE_WRITE_H
#define MEASURE_WRITE_H 1

#include "measure/histogram.h"
#include "support/json.h"

/* Writes an object of that name: {"count", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max", "buckets":
 * [[highest value, count], ...]}, with the buckets that are not empty. */
void histogram_write_json(const struct histogram *, struct json *, const char *name);

#endif /* measure/write.h */
