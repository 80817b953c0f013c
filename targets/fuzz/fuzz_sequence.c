/*
 * The fuzz target without interleaving: any bytes are a scenario (that of fuzz_interleave, so the
 * two can share a corpus), its operations are done one at a time, and after each the cache is
 * compared with a sequential model of it. See sequential/run.h and sequential/cache.h.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_hang.h"
#include "fuzz_options.h"
#include "fuzz_run.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "sequential/run.h"
#include "stats_totals.h"
#include "support/printable.h"

static struct scenario scenario;
static struct sequence_result result;

static void tell(const struct violation *v, const char *message)
{
    fprintf(stderr, "---- steps\n");
    sequence_print(stderr, &scenario, &result);
}

static void tell_next(void)
{
    fprintf(stderr, "  %s FILE\n", printable_path(fuzz_run_program()));
}

static const struct fuzz_target target = {
    .name = "fuzz_sequence", .tell = tell, .next = tell_next, .watch = &fuzz_hang_watch};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    fuzz_run_open(&target, *argc, *argv);
    fuzz_options_add(argc, argv, "sequence-");
    model_events_name();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scenario_decode(&scenario, data, size);
    fuzz_run_begin(data, size);
    sequence_run(&scenario, &udpif_under_test, &result);
    stats_totals_update();
    if (result.outcome.violated) {
        fuzz_run_violated(&result.outcome.violation, result.outcome.message);
    }
    fuzz_run_end();
    return 0;
}
