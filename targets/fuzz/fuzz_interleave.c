/*
 * The fuzz target: any bytes are a scenario, the scenario is executed, a violation ends the
 * process. fuzz_interleave_fine is the same with a scheduling point at every load and store of the
 * cache; see fine.cmake.
 *
 * libFuzzer's own options apply; see fuzz_options.h for what is added to them. With
 * UKEYFUZZ_STATS=FILE in the environment, FILE always says what has been done so far, whatever
 * becomes of the process; UKEYFUZZ_INPUT=FILE has what is executed (input_file.h). Other variables
 * take parts of the fuzzer away, see fuzz_settings.h.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "execution/execute.h"
#include "execution/feedback.h"
#include "fuzz_artefact.h"
#include "fuzz_hang.h"
#include "fuzz_options.h"
#include "fuzz_run.h"
#include "fuzz_settings.h"
#include "generation/mutate.h"
#include "libfuzzer.h"
#include "model/events.h"
#include "report/format/text.h"
#include "runtime/strategy.h"
#include "scenario/text.h"
#include "stats_totals.h"
#include "support/printable.h"

enum { EXPLAINED_LINES = 20 };

static struct scenario scenario;
static struct scenario_result result;
static struct profile profile;

/* The tool with the same cache, to be named in what is printed. It is beside this program where a
 * build has put both; from elsewhere, one of the same build. */
static char tool[4096] = UKEYFUZZ_TOOL;

static bool find_beside(const char *program, const char *prefix, const char *name)
{
    const char *slash = strrchr(program, '/');
    char beside[sizeof tool];

    if (!slash) {
        return false;
    }
    snprintf(beside, sizeof beside, "%.*s%s%s", (int)(slash + 1 - program), program, prefix, name);
    if (access(beside, X_OK)) {
        return false;
    }
    snprintf(tool, sizeof tool, "%s", beside);
    return true;
}

/* That of fuzz_ovs-mended is ukeyfuzz_ovs-mended, if it has one of its own. */
static void find_tool(const char *program)
{
    const char *slash = strrchr(program, '/');

    if (!find_beside(program, "ukey", slash ? slash + 1 : program)) {
        find_beside(program, "", strrchr(UKEYFUZZ_TOOL, '/') + 1);
    }
}

static void write_note(FILE *stream, size_t i, void *timeline)
{
    timeline_write_preemption(stream, timeline, &scenario.preemptions[i]);
}

/* How it came to that: the invariant and the decisive steps; and the scenario. */
static void explain(void)
{
    static struct recording recording;
    const struct text_style style = {
        .width = 80,
        .n_lines = EXPLAINED_LINES,
        .file = "this input",
        .build = UKEYFUZZ_BUILD,
    };
    struct timeline timeline;
    bool has_timeline;

    recording_from_log(&recording, &result.outcome);
    if (fuzz_hang()) {
        recording_hang(&recording, fuzz_hang());
    }
    has_timeline = timeline_make(&timeline, &recording, NULL);
    if (has_timeline) {
        report_text(stderr, &timeline, &style);
    }
    fprintf(stderr, "---- scenario: %u preemption%s", scenario.n_preemptions,
            plural(scenario.n_preemptions));
    if (result.outcome.n_points) { /* Else it did not come to its end. */
        fprintf(stderr, ", %u point%s, log hash %016llx", result.outcome.n_points,
                plural(result.outcome.n_points), (unsigned long long)result.outcome.log_hash);
    }
    putc('\n', stderr);
    scenario_write_text(stderr, &scenario, fuzz_artefact_provenance(),
                        has_timeline ? write_note : NULL, &timeline);
    timeline_free(&timeline);
}

/* The scenario in it has the interleaving as it was, as a list, whatever had decided it: `ukeyfuzz
 * compile` makes a file of it. */
static void tell(const struct violation *v, const char *message)
{
    const struct preemption *recorded;
    size_t n = runtime_recorded_preemptions(&recorded);

    if (!result.outcome.violated) { /* Else they are the outcome's own. */
        result.outcome.violated = true;
        result.outcome.violation = *v;
        violation_tag(v, result.outcome.invariant, sizeof result.outcome.invariant);
        snprintf(result.outcome.message, sizeof result.outcome.message, "%s", message);
    }
    scenario_take_preemptions(&scenario, recorded, n);
    fprintf(stderr, "---- explanation\n");
    explain();
}

static void tell_next(void)
{
    const char *command = printable_path(tool);

    fprintf(stderr, "  %s minimize FILE     # as small as it can be: FILE.min\n", command);
    fprintf(stderr, "  %s explain FILE.min  # why, with the lines of the source\n", command);
}

static const struct fuzz_target target = {
    .name = "fuzz_interleave", .tell = tell, .next = tell_next, .watch = &fuzz_hang_watch};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    find_tool((*argv)[0]);
    fuzz_run_open(&target, *argc, *argv);
    fuzz_settings_read();
    feedback_choose(fuzz_settings_feedback());
    fuzz_options_add(argc, argv, "");
    model_events_name();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct scenario_options options = {.profile = &profile, .feedback = true};

    scenario_decode(&scenario, data, size);
    profile_begin(&profile, profile_key(data, size));
    fuzz_run_begin(data, size);
    scenario_execute(&scenario, &options, &result);
    stats_totals_update();
    profile_remember(&profile);
    if (!fuzz_settings_feedback()) {
        feedback_counters[0] = 1; /* Without any, libFuzzer gives up where there are no edges. */
    }
    if (result.outcome.violated) {
        fuzz_run_violated(&result.outcome.violation, result.outcome.message);
    }
    fuzz_run_end();
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    if (!fuzz_settings_knows_scenarios()) {
        size = LLVMFuzzerMutate(data, size, max_size);
    } else {
        size = scenario_mutate_bytes(data, size, max_size, seed, LLVMFuzzerMutate);
    }
    return fuzz_settings_fix_input(data, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_size, unsigned seed)
{
    size_t size;

    if (!fuzz_settings_knows_scenarios()) {
        return 0; /* Not made; libFuzzer asks another mutator. */
    }
    size = scenario_cross_bytes(data1, size1, data2, size2, out, max_size, seed);
    return fuzz_settings_fix_input(out, size, max_size, seed);
}
