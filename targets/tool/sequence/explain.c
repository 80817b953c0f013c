/*
 * `ukeyfuzz explain` of a file of fuzz_sequence: what was done up to the step in which the cache and
 * the simple model differ, and what either says of that step.
 */
#include <errno.h>
#include <string.h>

#include "isolation/child.h"
#include "support/printable.h"
#include "tool/sequence/sequence.h"

/* Shared with the child that executes: its steps, also if it dies; and where it writes what the last
 * step was made of. */
static struct sequence_result *result;
static FILE *last_step;

static void execute(const struct scenario *s, struct runtime_outcome *outcome)
{
    sequence_run(s, &udpif_under_test, result);
    *outcome = result->outcome;
    sequence_print_last_step(last_step);
    fflush(last_step);
}

/* The steps that a child has left behind, as far as they can be ones. */
static size_t count_steps(void)
{
    size_t n = 0;

    while (n < result->n_steps && n < SEQUENCE_MAX_STEPS &&
           result->steps[n].actor < SEQUENCE_ACTORS &&
           result->steps[n].operation.kind < OPERATIONS) {
        n++;
    }
    return n;
}

static void copy(FILE *to, FILE *from)
{
    char line[1024];

    rewind(from);
    while (fgets(line, sizeof line, from)) {
        printable_make(line, "\n\t");
        fputs(line, to);
    }
}

static void write_steps(FILE *stream, const char *file, bool violated, size_t n_lines)
{
    size_t n = count_steps(), first = n > n_lines ? n - n_lines : 0;

    if (first) {
        fprintf(stream, "  (all %zu steps: ukeyfuzz explain --all %s)\n", n, printable_path(file));
    }
    for (size_t i = first; i < n; i++) {
        sequence_print_step(stream, violated && i + 1 == n ? "! " : "  ", (unsigned)i,
                            &result->steps[i]);
    }
    copy(stream, last_step);
}

/* With what both processes share. */
static int explain(FILE *stream, const char *file, size_t n_lines)
{
    static struct located located;
    static struct worker_run run;
    struct comparison comparison;
    uint64_t hash[1];
    size_t n_hashes;

    if (!sequence_locate(file, &located) ||
        !tool_started(
            worker_execute_by(execute, &located.scenario, 1, hash, &n_hashes, &run, -1, false))) {
        return TOOL_UNUSABLE;
    }
    sequence_compare(&comparison, &located.made, &run);
    recorded_note(file, &comparison);
    fprintf(stream, "%s: %s%s%s (%s build)\n", printable(file),
            locate_verdict(&located, &comparison, run.violated), run.violated ? " " : "",
            run.violated ? run.invariant : "", UKEYFUZZ_BUILD);
    if (run.violated) {
        fprintf(stream, "  %s\n", run.message);
    }
    fputs("  one after the other:\n", stream);
    write_steps(stream, file, run.violated, n_lines);
    return locate_exit_code(&located, &comparison, run.violated);
}

int sequence_explain(FILE *stream, const char *file, size_t n_lines)
{
    int code, error;

    last_step = tmpfile();
    result = last_step ? child_share(sizeof *result) : NULL;
    error = errno;
    code = result ? explain(stream, file, n_lines) : tool_error("%s: %s", file, strerror(error));
    if (result) {
        child_unshare(result, sizeof *result);
    }
    if (last_step) {
        fclose(last_step);
    }
    return code;
}
