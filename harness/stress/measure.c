/* What is measured rather than checked: the slow path after deletions, and the length of rounds. */
#include <string.h>

#include "stress/internal.h"

static struct slow_path *slow_path; /* Of the latest run. */
static struct histogram dump_ns, round_ns;
static _Atomic uint64_t dump_begun_ns, round_begun_ns; /* There is one of each at a time. */

static size_t place_of(unsigned flow, unsigned pmd)
{
    return (size_t)table_of(pmd) * stress.settings.n_flows + flow;
}

bool measure_begin(void)
{
    slow_path_destroy(slow_path);
    slow_path = slow_path_create((size_t)(1 + stress.settings.n_pmds) * stress.settings.n_flows);
    memset(&dump_ns, 0, sizeof dump_ns);
    memset(&round_ns, 0, sizeof round_ns);
    return slow_path;
}

void measure_collect(struct stress_measures *into)
{
    *into = (struct stress_measures){
        .packets = &slow_path->packets,
        .slow_path_ns = &slow_path->slow_path_ns,
        .sweep_wait_ns = &slow_path->sweep_wait_ns,
        .dump_ns = &dump_ns,
        .round_ns = &round_ns,
    };
}

void measure_deleted(unsigned flow, unsigned pmd)
{
    slow_path_deleted(slow_path, place_of(flow, pmd), now_ns());
}

void measure_missed(unsigned flow, unsigned pmd)
{
    slow_path_missed(slow_path, place_of(flow, pmd), now_ns());
}

void measure_put(unsigned flow, unsigned pmd)
{
    slow_path_put(slow_path, place_of(flow, pmd), now_ns());
}

void measure_swept(unsigned flow, unsigned pmd)
{
    slow_path_swept(slow_path, place_of(flow, pmd), now_ns());
}

void measure_dump_begins(void)
{
    atomic_store(&dump_begun_ns, now_ns());
}

void measure_dump_ends(void)
{
    histogram_record(&dump_ns, now_ns() - atomic_load(&dump_begun_ns));
}

void measure_round_begins(void)
{
    atomic_store(&round_begun_ns, now_ns());
}

void measure_round_ends(void)
{
    histogram_record(&round_ns, now_ns() - atomic_load(&round_begun_ns));
}
