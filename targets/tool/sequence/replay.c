/*
 * `ukeyfuzz replay` of a file of fuzz_sequence: its operations one after the other, and the cache
 * compared with the simple model. There is no interleaving, so nothing is looked for nearby.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "tool/replay.h"
#include "tool/sequence/sequence.h"

/* The first option given that is about an interleaving; NULL if there is none. */
static const char *option_of_interleavings(const struct replay_options *options)
{
    return options->gdb          ? "--gdb"
           : options->in_process ? "--in-process"
           : options->record     ? "--record"
           : options->n_checks   ? "--check-determinism"
           : options->rewrite    ? "--rewrite"
                                 : NULL;
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
        return tool_error("%s: is for fuzz_sequence, which has no interleavings; expected no %s",
                          file, option);
    }
    if (!sequence_locate(file, &located)) {
        return TOOL_UNUSABLE;
    }
    log_fd = options->log ? memfd_create("log", MFD_CLOEXEC) : -1;
    if (!tool_started(worker_execute_by(sequence_execute, &located.scenario, 1, hash, &n_hashes,
                                        &run, log_fd, false))) {
        return TOOL_UNUSABLE;
    }
    sequence_compare(&comparison, &located.made, &run);
    replay_print(file, options, &located, &run, &comparison, true, "");
    if (log_fd >= 0) {
        replay_print_log(log_fd);
        close(log_fd);
    }
    return locate_exit_code(&located, &comparison, run.violated);
}
