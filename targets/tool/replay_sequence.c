/*
 * `ukeyfuzz replay` of a file of fuzz_sequence: its operations one after the other, and the cache
 * compared with the simple model. There is no interleaving, so nothing is looked for nearby.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cache/cache.h"
#include "replay.h"
#include "sequential/run.h"
#include "tool.h"
#include "tool/input/build_target.h"

static const char target[] = "fuzz_sequence";

bool replay_is_sequence(const char *file)
{
    const char *of_file = tool_is_raw() ? NULL : target_foreign(file);

    return of_file && !strcmp(of_file, target);
}

/* The first option given that is about an interleaving; NULL if there is none. */
static const char *option_of_interleavings(const struct replay_options *options)
{
    return options->gdb          ? "--gdb"
           : options->in_process ? "--in-process"
           : options->record     ? "--record"
           : options->n_checks   ? "--check-determinism"
           : options->rewrite    ? "--rewrite"
           : options->shows      ? "--shows"
                                 : NULL;
}

static void one_after_the_other(const struct scenario *s, struct runtime_outcome *outcome)
{
    static struct sequence_result result;

    sequence_run(s, &udpif_under_test, &result);
    *outcome = result.outcome;
}

/* A file may have preemptions, which mean nothing here. */
static bool read_file(const char *file, struct located *located)
{
    *located = (struct located){.place = LOCATED_THERE};
    if (!tool_read_any_scenario(file, &located->file, &located->made)) {
        return false;
    }
    located->damaged = tool_is_damaged(file);
    located->file.n_preemptions = 0;
    scenario_drop_anchors(&located->file);
    located->scenario = located->file;
    located->wanted = located->made;
    return true;
}

/* The target that found it has named a death by its tag alone, unless it knew more. */
static void compare(struct comparison *comparison, const struct provenance *made,
                    const struct worker_run *run)
{
    struct signature signature = {.text = ""};

    if (run->died && !strchr(made->signature, ' ')) {
        snprintf(signature.text, sizeof signature.text, "%s", run->invariant);
    } else if (run->violated) {
        signature_of_violation(&signature, &run->violation);
    }
    recorded_compare(comparison, made, signature.text);
    snprintf(comparison->here.target, sizeof comparison->here.target, "%s", target);
}

int replay_sequence(const char *file, const struct replay_options *options)
{
    static struct located located;
    static struct worker_run run;
    const char *option = option_of_interleavings(options);
    struct comparison comparison;
    uint64_t hash[1];
    size_t n_hashes;
    int log_fd;

    if (option) {
        return tool_error("%s: is for %s, which has no interleavings; expected no %s", file, target,
                          option);
    }
    if (!read_file(file, &located)) {
        return TOOL_UNUSABLE;
    }
    log_fd = options->log ? memfd_create("log", MFD_CLOEXEC) : -1;
    if (!tool_started(worker_execute_by(one_after_the_other, &located.scenario, 1, hash, &n_hashes,
                                        &run, log_fd, false))) {
        return TOOL_UNUSABLE;
    }
    compare(&comparison, &located.made, &run);
    replay_print(file, options, &located, &run, &comparison, true, "");
    if (log_fd >= 0) {
        replay_print_log(log_fd);
        close(log_fd);
    }
    return locate_exit_code(&located, &comparison, run.violated);
}
