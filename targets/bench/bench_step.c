#include "bench_step.h"

#include <math.h>
#include <stdlib.h>

uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void step_begin(struct step *step)
{
    step->cpu_from_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    step->wall_from_ns = clock_ns(CLOCK_MONOTONIC);
}

void step_done(struct step *step)
{
    step->wall_ns = clock_ns(CLOCK_MONOTONIC) - step->wall_from_ns;
}

void step_end(struct step *step, uint32_t n_flows)
{
    uint64_t cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - step->cpu_from_ns;

    if (step->n < STEP_SAMPLES_MAX) {
        step->per_s[step->n] = n_flows * 1e9 / (double)(step->wall_ns ? step->wall_ns : 1);
        step->cpu_ns[step->n] = (double)cpu_ns / n_flows;
        step->n++;
    }
}

static int ascending(const void *a_, const void *b_)
{
    const double *a = a_;
    const double *b = b_;

    return *a < *b ? -1 : *a > *b;
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
    return n ? values[n / 2] : 0;
}

void step_write(struct step *step, struct json *json)
{
    json_object(json, step->name);
    json_whole(json, "times", step->n);
    json_real(json, "per_s", round(median(step->per_s, step->n)));
    json_real(json, "cpu_ns", round(median(step->cpu_ns, step->n) * 10) / 10);
    json_end(json);
}
