/*
 * The fuzz target: any bytes are a scenario, the scenario is executed, a violation ends the
 * process.
 *
 * libFuzzer's own options apply. Added to them are `-len_control=0 -max_len=SCENARIO_MAX_SIZE` (a
 * scenario does not get better by being short), and `-artifact_prefix=BUILD-`, so that a crash
 * file's name says which build it belongs to. With UKEYFUZZ_STATS=FILE in the environment, FILE
 * always says what has been done so far, whatever becomes of the process.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/events.h"
#include "runtime/strategy.h"
#include "scenario/execute.h"
#include "scenario/feedback.h"
#include "scenario/mutate.h"
#include "scenario/print.h"
#include "stats_file.h"

enum { EXECUTIONS_PER_UPDATE = 512, MAX_ARGUMENTS = 256 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned seed);

static struct scenario scenario;
static struct scenario_result result;
static struct profile profile;

/* Adds `option` unless the user has given one that begins with the same `name`. */
static void add_option(int *argc, char ***argv, const char *name, const char *option)
{
    static char *arguments[MAX_ARGUMENTS + 1];
    int n = *argc;

    for (int i = 1; i < n; i++) {
        if (!strncmp((*argv)[i], name, strlen(name))) {
            return;
        }
    }
    if (n >= MAX_ARGUMENTS) {
        return;
    }
    if (*argv != arguments) {
        memcpy(arguments, *argv, (size_t)n * sizeof *arguments);
        *argv = arguments;
    }
    arguments[n] = (char *)(uintptr_t)option;
    arguments[n + 1] = NULL;
    *argc = n + 1;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static char max_len[32];

    snprintf(max_len, sizeof max_len, "-max_len=%d", SCENARIO_MAX_SIZE);
    add_option(argc, argv, "-max_len=", max_len);
    add_option(argc, argv, "-len_control=", "-len_control=0");
    add_option(argc, argv, "-artifact_prefix=", "-artifact_prefix=" UKEYFUZZ_BUILD "-");
    model_events_name();
    stats_file_open(getenv("UKEYFUZZ_STATS"));
    return 0;
}

/* The one block that a violation prints. */
static void report(void)
{
    const struct preemption *recorded;
    size_t n = runtime_recorded_preemptions(&recorded);

    fprintf(stderr, "==== VIOLATION %s\n%s\n", result.outcome.invariant, result.outcome.message);
    fprintf(stderr, "---- scenario\n");
    scenario_print(stderr, &scenario, 2);
    fprintf(stderr, "---- interleaving: %zu preemptions, %u points, log hash %016llx\n", n,
            result.outcome.n_points, (unsigned long long)result.outcome.log_hash);
    preemptions_print(stderr, recorded, n < 64 ? n : 64, 2, true);
    fprintf(stderr, "---- replay: build/%s/targets/ukeyfuzz replay FILE (FILE is named below)\n",
            UKEYFUZZ_BUILD);
    fprintf(stderr, "====\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct scenario_options options = {.profile = &profile, .feedback = true};

    scenario_decode(&scenario, data, size);
    profile_begin(&profile, profile_key(data, size));
    scenario_execute(&scenario, &options, &result);
    profile_remember(&profile);
    if (feedback_executions() % EXECUTIONS_PER_UPDATE == 1 || result.outcome.violated) {
        stats_file_update();
    }
    if (result.outcome.violated) {
        report();
        abort();
    }
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return scenario_mutate_bytes(data, size, max_size, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned seed)
{
    return scenario_cross_bytes(data1, size1, data2, size2, out, max_out_size, seed);
}
