/*
 * A step that a benchmark repeats: flows per second of wall clock, and ns of processor time per
 * flow, all threads of the process together; of each the median.
 */
#ifndef BENCH_STEP_H
#define BENCH_STEP_H 1

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "support/json.h"

enum { STEP_SAMPLES_MAX = 10000 };

struct step {
    const char *name;
    uint64_t wall_from_ns, wall_ns, cpu_from_ns;
    size_t n;
    double per_s[STEP_SAMPLES_MAX], cpu_ns[STEP_SAMPLES_MAX];
};

uint64_t clock_ns(clockid_t);

void step_begin(struct step *);
/* The work is done; what is left to callbacks of RCU still takes processor time. */
void step_done(struct step *);
void step_end(struct step *, uint32_t n_flows);

/* Writes it as a member of an object. Sorts the samples. */
void step_write(struct step *, struct json *);

#endif /* bench_step.h */
