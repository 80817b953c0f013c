/*
 * The fuzz target without interleaving: any bytes are a scenario (that of fuzz_interleave, so the
 * two can share a corpus), its operations are done one at a time, and after each the cache is
 * compared with a sequential model of it. See sequence_run.h and sequential_cache.h.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_options.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "scenario/feedback.h"
#include "sequence_run.h"
#include "stats_file.h"

enum { EXECUTIONS_PER_UPDATE = 512 };

static struct scenario scenario;
static struct sequence_result result;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    fuzz_options_add(argc, argv, "sequence-");
    model_events_name();
    stats_file_open(getenv("UKEYFUZZ_STATS"));
    return 0;
}

static void report(void)
{
    fprintf(stderr, "==== VIOLATION %s\n%s\n", result.outcome.invariant, result.outcome.message);
    fprintf(stderr, "---- steps\n");
    sequence_print(stderr, &scenario, &result);
    fprintf(stderr, "---- log hash %016llx; replay: build/%s/targets/fuzz_sequence FILE\n",
            (unsigned long long)result.outcome.log_hash, UKEYFUZZ_BUILD);
    fprintf(stderr, "====\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scenario_decode(&scenario, data, size);
    sequence_run(&scenario, &udpif_under_test, &result);
    if (feedback_executions() % EXECUTIONS_PER_UPDATE == 1 || result.outcome.violated) {
        stats_file_update();
    }
    if (result.outcome.violated) {
        report();
        abort();
    }
    return 0;
}
