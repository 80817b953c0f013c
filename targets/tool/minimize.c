/*
 * ukeyfuzz minimize: a crash file as small as it can be.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "isolation/candidates.h"
#include "isolation/worker.h"
#include "own_provenance.h"
#include "runtime/watchdog/watchdog.h"
#include "support/interruption.h"
#include "support/printable.h"
#include "support/terminal.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/input/notes.h"
#include "tool/input/recorded.h"
#include "tool/minimize_print.h"
#include "tool/sequence/sequence.h"

enum { DEFAULT_EXECUTIONS = 2000000, MAX_EXECUTIONS = 100000000, PATH_SIZE = 4096 };
/* Executions between two lines of progress: on a terminal, and elsewhere. */
enum { PROGRESS_TERMINAL = 256, PROGRESS_ELSEWHERE = 65536 };

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
    interrupted = number;
    candidates_abandon();
}

static enum shrink_answer ask(void *search_, const struct scenario *s,
                              struct shrink_observation *seen)
{
    static struct candidate_result result;
    struct search *search = search_;

    if (interrupted || search->fresh) {
        candidates_end(); /* When interrupted, it is dead. */
    }
    if (!interrupted && !tool_started(candidates_execute(s, &result, seen))) {
        search->failed = true;
    }
    if (interrupted || search->failed) {
        return SHRINK_STOP;
    }
    search->n_executions++;
    if (search->progress &&
        search->n_executions % (search->terminal ? PROGRESS_TERMINAL : PROGRESS_ELSEWHERE) == 0) {
        minimize_print_progress(search);
    }
    return result.violated && signature_same(&result.signature, &search->wanted) ? SHRINK_YES
                                                                                 : SHRINK_NO;
}

static void better(void *search_, const struct scenario *s)
{
    struct search *search = search_;

    search->size = scenario_size(s);
}

/* Executes the scenario in a new process. Ctrl-C does not end this: it is short, and what was reached is
 * not to be lost. */
static int confirm(const char *file, const struct scenario *s, const struct search *search)
{
    static struct candidate_result result;

    interruption_handle(SIG_IGN, 0);
    candidates_end();
    watchdog_hurry(false);
    if (!tool_started(candidates_execute(s, &result, NULL))) {
        return TOOL_UNUSABLE;
    }
    candidates_end();
    if (!signature_same(&result.signature, &search->wanted)) {
        return tool_error("%s: in a new process it shows '%s' and not '%s'", file,
                          result.signature.text, search->wanted.text);
    }
    return TOOL_CLEAN;
}

/* Learns what `s` shows. */
static int first_execution(const char *file, const struct scenario *s,
                           const struct provenance *made, struct search *search)
{
    static struct candidate_result result;
    struct comparison comparison;

    if (!recorded_learn(s, &result)) {
        return TOOL_UNUSABLE;
    }
    if (interrupted) {
        return tool_error("%s: interrupted before it was known what it shows", file);
    }
    recorded_compare(&comparison, made, result.violated ? result.signature.text : "");
    recorded_note(file, &comparison);
    if (comparison.recorded == RECORDED_NOT_SHOWN) {
        return TOOL_NOT_SHOWN;
    }
    if (!result.violated) {
        tool_error("%s: violates nothing in the %s build, so there is nothing to keep", file,
                   UKEYFUZZ_BUILD);
        return TOOL_VIOLATED;
    }
    search->wanted = result.signature;
    search->hangs = result.hangs;
    return TOOL_CLEAN;
}

/* Writes the result, which shows what was wanted. */
static bool write_out(const struct minimize_options *options, const struct scenario *s,
                      const struct search *search)
{
    struct provenance here;

    own_provenance(&here, search->is_sequence ? "fuzz_sequence" : "fuzz_interleave",
                   search->wanted.text);
    return notes_write_file(options->out, s, &here);
}

static int check_minimal(const char *file, struct scenario *s, struct search *search,
                         const struct shrink_predicate *predicate,
                         const struct minimize_options *options)
{
    struct scenario_size before = scenario_size(s), after;
    bool minimal = shrink_is_minimal(s, predicate);

    if (search->failed) {
        return TOOL_UNUSABLE;
    }
    if (interrupted && minimal) {
        return tool_error("%s: interrupted before it was known whether it is minimal", file);
    }
    if (minimal) {
        printf("%s: minimal\n", printable(file));
        minimize_print_size("size", &before);
        return TOOL_CLEAN;
    }
    after = scenario_size(s);
    printf("%s: not minimal: %s\n", printable(file),
           after.preemptions < before.preemptions ? "a preemption can be taken out"
                                                  : "an operation can be taken out");
    if (options->out && !write_out(options, s, search)) {
        return TOOL_UNUSABLE;
    }
    return TOOL_VIOLATED;
}

/* Says which preemptions of the file do not take place. False after an error. */
static bool note_missed(const char *file, const struct scenario *s,
                        const struct minimize_options *options)
{
    static struct worker_run run;
    uint64_t hash[1];
    size_t n_hashes;

    if (options->quiet || s->strategy != STRATEGY_REPLAY) {
        return true;
    }
    if (!tool_started(worker_execute(s, 1, hash, &n_hashes, &run, -1, true))) {
        return false;
    }
    tool_note_missed(file, s, &run.missed);
    return true;
}

static int minimize_here(const char *file, const struct minimize_options *options)
{
    static struct scenario s;
    static struct search search;
    static struct located located;
    const struct locate_options how = {0};
    const struct shrink_predicate predicate = {ask, better, &search, options->executions};
    struct scenario_size before;
    enum shrink_end end;
    uint32_t n_questions;
    int code;

    if (!sequence_locate_any(file, &how, &located)) {
        return TOOL_UNUSABLE;
    }
    search.is_sequence = sequence_is(file);
    locate_note(file, &located);
    s = located.scenario;
    if (!search.is_sequence && !note_missed(file, &s, options)) {
        return TOOL_UNUSABLE;
    }
    interruption_handle(on_interrupt, 0);
    search.terminal = terminal_moves(STDERR_FILENO);
    search.progress = !options->quiet;
    code = first_execution(file, &s, &located.made, &search);
    if (code != TOOL_CLEAN) {
        return code;
    }
    watchdog_hurry(search.hangs);
    if (options->check) {
        return check_minimal(file, &s, &search, &predicate, options);
    }
    search.size = before = scenario_size(&s);
    end = shrink(&s, &predicate, &n_questions);
    if (end == SHRINK_NOT_SHOWN) {
        /* What one execution leaves in memory may matter to the next, if it is read too late. */
        search.fresh = true;
        end = shrink(&s, &predicate, &n_questions);
    }
    if (search.progress && search.terminal) {
        fputs("\r\033[K", stderr);
    }
    if (search.failed) {
        return TOOL_UNUSABLE;
    }
    if (end == SHRINK_NOT_SHOWN) {
        return tool_error("%s: is not the same each time in the %s build", file, UKEYFUZZ_BUILD);
    }
    search.size = scenario_size(&s);
    code = confirm(file, &s, &search);
    if (code != TOOL_CLEAN || !write_out(options, &s, &search)) {
        return TOOL_UNUSABLE;
    }
    minimize_print_result(file, options, &search, &before, end);
    return end == SHRINK_MINIMAL ? TOOL_CLEAN : TOOL_VIOLATED;
}

static bool same_file(const char *a, const char *b)
{
    struct stat status_a, status_b;

    return !stat(a, &status_a) && !stat(b, &status_b) && status_a.st_dev == status_b.st_dev &&
           status_a.st_ino == status_b.st_ino;
}

/* Whether `out` can be written: better known before the work than after it. */
static bool out_is_writable(const char *out)
{
    const char *slash = strrchr(out, '/');
    char folder[PATH_SIZE];
    struct stat status;
    int error = 0;

    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash + 1 - out) : 1, slash ? out : ".");
    if (!stat(out, &status) && !S_ISREG(status.st_mode)) {
        error = S_ISDIR(status.st_mode) ? EISDIR : access(out, W_OK) ? errno : 0;
    } else if (access(folder, W_OK | X_OK)) {
        error = errno;
    }
    return !error || (tool_error("%s: %s", out, strerror(error)), false);
}

static struct minimize_options options = {.executions = DEFAULT_EXECUTIONS};

static int run(const struct options_given *given)
{
    static char out[PATH_SIZE];
    const char *file = given->operands[0];
    const char *build = options.build ? options.build : build_of_file(file);

    if (strcmp(build, UKEYFUZZ_BUILD)) {
        const char **argv = tool_repeat(&minimize_command, given, build, given->operands, 1);

        return argv ? build_become_tool(build, file, argv) : TOOL_UNUSABLE;
    }
    if (!options.out && !options.check) {
        snprintf(out, sizeof out, "%s.min", file);
        options.out = out;
    }
    if (options.out && same_file(file, options.out)) {
        return tool_error("minimize: %s is the file itself", options.out);
    }
    if (options.out && !out_is_writable(options.out)) {
        return TOOL_UNUSABLE;
    }
    return minimize_here(file, &options);
}

static const struct option_row rows[] = {
    {"--output", .letter = 'o', .argument = "OUT", .text = &options.out,
     .help = "where to write the result (FILE.min); FILE itself stays as it is. A text "
             "(OUT.scenario) has a comment that says where each preemption falls"},
    TOOL_BUILD(&options.build, "execute in that build: plain, asan, tsan, each also with -fine; "
                               "coverage, gcc, gcc-asan"),
    {"--executions", .argument = "N", .whole32 = &options.executions, .least = 1,
     .most = MAX_EXECUTIONS, .help = "execute at most N scenarios (2000000)"},
    {"--check-minimal", .flag = &options.check,
     .help = "only say whether an operation or a preemption can be taken out; with -o, write the "
             "scenario without it"},
    TOOL_RAW,
    {"--json", .flag = &options.json, .help = "print the result as a JSON object"},
    {"--quiet", .flag = &options.quiet, .help = "no progress on standard error"},
    {.name = NULL},
};

const struct command minimize_command = {
    .name = "minimize",
    .of_programs = true,
    .line =
        {
            .program = "ukeyfuzz minimize",
            .summary = "Make a crash file as small as it can be.",
            .usage = "FILE",
            .operand = "file",
            .least = 1,
            .most = 1,
            .rows = rows,
            .about =
                "Removes operations, faults, preemptions, actors and flows from a scenario, and "
                "simplifies what is left, as long as it still shows the same: the same invariant "
                "violated by the same operation on the same states, or the same report in the same "
                "functions. Runs the result again in a new process. Nothing more can be taken out "
                "of it, unless Ctrl-C, SIGTERM or the number of executions ended the search; then "
                "it "
                "is the best so far, and that is said.\n\n"
                "A file whose name begins with that of a build (asan-crash-...) is executed in "
                "that "
                "build, any other in this one.",
            .exit_codes =
                "0 the result is minimal, 1 it may not be (OUT is the best that was reached), or "
                "FILE violates nothing, 2 something cannot be used, or the search was interrupted "
                "before it was known what FILE shows, 4 FILE does not show here what it says that "
                "it "
                "showed where it was made.",
        },
    .run = run,
};
