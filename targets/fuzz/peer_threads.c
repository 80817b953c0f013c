/*
 * A peer for comparison: the scenarios, the mutator and the feedback of fuzz_interleave, but the
 * cache's threads are real ones, on liburcu (harness/threads/), and the kernel schedules them. What
 * a scenario says of its interleaving means nothing here, a crash file need not crash again, and an
 * execution takes a hundred times as long. With UKEYFUZZ_NOISE=on threads yield and sleep at random
 * at scheduling points. ci/bench ablation runs it; it is no fuzz target to find bugs with.
 *
 * Not watched here, as real threads do not show it: misuse of RCU (but for a ukey that is freed too
 * early or twice), the order of locks (but for the deadlock of all), and SAME.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache/locked_cache.h"
#include "execution/execute.h"
#include "execution/feedback.h"
#include "fuzz_options.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "scenario/text.h"
#include "stats_file.h"
#include "stats_totals.h"
#include "threads/threads.h"

static struct scenario scenario;
static struct scenario_result result;

static void report(const struct runtime_outcome *outcome)
{
    fprintf(stderr, "==== VIOLATION %s\n%s\n", outcome->invariant, outcome->message);
    fprintf(stderr, "---- scenario, on real threads\n");
    scenario_write_text(stderr, &scenario, NULL, NULL, NULL);
    fprintf(stderr, "====\n");
}

static void read_noise(void)
{
    const char *noise = getenv("UKEYFUZZ_NOISE");

    if (!noise || !*noise || !strcmp(noise, "off")) {
        return;
    }
    if (strcmp(noise, "on")) {
        fprintf(stderr, "UKEYFUZZ_NOISE is '%s'; it must be one of: off, on\n", noise);
        exit(2);
    }
    threads_set_noise(true);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    read_noise();
    fuzz_options_add(argc, argv, "threads-");
    model_events_name();
    threads_on_violation(report);
    stats_file_open(getenv("UKEYFUZZ_STATS"));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct scenario_options options = {
        .cache = cache_locked(&udpif_under_test),
        .feedback = true,
    };

    scenario_decode(&scenario, data, size);
    stats_file_count_execution();
    scenario_execute(&scenario, &options, &result);
    stats_totals_update();
    return 0;
}
