/*
 * ukeyfuzz replay: what happens in a scenario.
 */
#include "replay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/sequence/sequence.h"

enum { CHECKS_MAX = 1000000 };

/* Writes what shows the bug here beside the file, or to where the options say. Stores the name. */
static bool rewrite(const char *file, const struct replay_options *options,
                    const struct located *located, const struct comparison *comparison,
                    char name[LOCATE_NAME_MAX])
{
    if (options->rewrite) {
        snprintf(name, LOCATE_NAME_MAX, "%s", options->rewrite);
    } else if (!locate_rewritten_name(file, name)) {
        return false;
    }
    return locate_rewrite(located, comparison, name);
}

static int replay_here(const char *file, const struct replay_options *options)
{
    static struct located located;
    static struct worker_run run;
    const struct locate_options how = {.shows = options->shows, .no_search = options->no_search};
    const struct scenario *s = &located.scenario;
    struct comparison comparison;
    char rewritten[LOCATE_NAME_MAX] = "";
    uint64_t hash[1];
    size_t n_hashes;
    int log_fd = -1, different = 0, code;

    if (sequence_is(file)) {
        return replay_sequence(file, options);
    }
    if (options->gdb || options->in_process) {
        return options->gdb ? replay_gdb(file, options) : replay_in_process(file, options);
    }
    if (!locate(file, &how, &located)) {
        return TOOL_UNUSABLE;
    }
    if (options->log) {
        log_fd = memfd_create("log", MFD_CLOEXEC);
    }
    if (!tool_started(worker_execute(s, 1, hash, &n_hashes, &run, log_fd, false))) {
        return TOOL_UNUSABLE;
    }
    if (options->n_checks) {
        static struct worker_run other;

        different = replay_again(s, file, options->n_checks, &other);
        if (different == TOOL_UNUSABLE) {
            return different;
        }
        if (!different && (n_hashes != 1 || other.hash != run.hash)) {
            different = 1;
        }
        if (different) {
            memcpy(run.message, other.message, sizeof run.message);
        }
    }
    if (!recorded_compare_run(&comparison, &located.made, s, &run)) {
        return TOOL_UNUSABLE;
    }
    code = different ? TOOL_VIOLATED : locate_exit_code(&located, &comparison, run.violated);
    if (code == TOOL_ELSEWHERE && !options->no_rewrite &&
        !rewrite(file, options, &located, &comparison, rewritten)) {
        return TOOL_UNUSABLE;
    }
    replay_print(file, options, &located, &run, &comparison, !different, rewritten);
    if (log_fd >= 0) {
        replay_print_log(log_fd);
        close(log_fd);
    }
    if (options->record && !replay_record(s, &run, options->record)) {
        return TOOL_UNUSABLE;
    }
    return code;
}

/* The same command for one file, in the build that it belongs to. */
static int replay_there(const char *build, char *file, const struct options_given *given)
{
    const char **argv = tool_repeat(&replay_command, given, build, &file, 1);
    int code = argv ? build_run_tool(build, file, argv) : TOOL_UNUSABLE;

    free(argv);
    return code;
}

static struct replay_options options;
static bool log_asked, no_log;

static int run(const struct options_given *given)
{
    int code = TOOL_CLEAN;

    options.log = log_asked || (!no_log && !options.quiet && !options.json && !options.n_checks);
    if (options.n_checks) {
        const char **again =
            tool_repeat(&replay_command, given, NULL, given->operands, given->n_operands);

        if (!again) {
            return TOOL_UNUSABLE;
        }
        replay_hush_symbolizer(again);
        free(again);
    }
    for (unsigned i = 0; i < given->n_operands; i++) {
        char *file = given->operands[i];
        const char *build = options.build ? options.build : build_of_file(file);
        int one = strcmp(build, UKEYFUZZ_BUILD) ? replay_there(build, file, given)
                                                : replay_here(file, &options);

        code = tool_worse_code(one, code);
    }
    return code;
}

static const struct option_row rows[] = {
    {"--log", .flag = &log_asked, .excludes = "--no-log",
     .help = "with the event log, as it is anyhow without one of the next four options"},
    {"--no-log", .flag = &no_log, .help = "without it"},
    {"--quiet", .flag = &options.quiet, .help = "print only violations"},
    {"--json", .flag = &options.json, .help = "print a JSON object per file, on a line of its own"},
    {"--check-determinism", .argument = "N", .whole = &options.n_checks, .least = 1,
     .most = CHECKS_MAX,
     .help = "execute it N times more in one process and once in a new one; it is a violation if "
             "the event logs' hashes differ"},
    TOOL_BUILD(&options.build,
               "execute in that build: plain, asan, tsan, coverage, gcc, gcc-asan; plain-fine, "
               "asan-fine and tsan-fine have a scheduling point at every load and store of the "
               "cache (fuzz_interleave_fine)"),
    TOOL_RAW,
    {"--record", .argument = "OUT", .text = &options.record, .one_operand = true,
     .help = "write the same scenario to OUT with the interleaving as a list of preemptions, "
             "whatever had decided it, and check that it does the same"},
    {"--gdb", .flag = &options.gdb, .excludes = "--record --check-determinism", .one_operand = true,
     .help = "execute it in gdb, and stop where the invariant is violated, with the stack of the "
             "actor that it showed in; `help ukeyfuzz` there says what more it can do"},
    {"--at", .argument = "WHERE", .text = &options.at, .needs = "--gdb --in-process",
     .completes = "start preemption: event: main: handler- revalidator- packet-",
     .help = "with --gdb, stop before: start; preemption:N, the N-th of those that --record "
             "writes; event:N of the event log; ACTOR:POINT, when that actor has reached that "
             "point of its own"},
    {"--in-process", .flag = &options.in_process, .excludes = "--record --check-determinism",
     .one_operand = true,
     .help = "execute it in the tool's own process, for other debuggers; if it crashes, so does "
             "the tool"},
    {"--rewrite", .argument = "OUT", .text = &options.rewrite, .one_operand = true,
     .help = "where to write what shows it here, if that is at another place (FILE.rewritten, of a "
             "text NAME.rewritten.scenario)"},
    {"--no-rewrite", .flag = &options.no_rewrite, .excludes = "--rewrite",
     .help = "do not write it"},
    {"--shows", .argument = "TEXT", .text = &options.shows, .completes = "",
     .help = "look for this signature, or tag, and not for the file's"},
    {"--no-search", .flag = &options.no_search, .help = "do not look nearby"},
    {.name = NULL},
};

const struct command replay_command = {
    .name = "replay",
    .of_programs = true,
    .line =
        {
            .program = "ukeyfuzz replay",
            .summary = "Execute scenarios: verdict, violated invariant, event log.",
            .usage = "FILE...",
            .operand = "file",
            .least = 1,
            .rows = rows,
            .about =
                "Executes each file, a scenario, and prints what became of it: clean, or the "
                "invariant that was violated (ukeyfuzz help explains its tag; ASAN, RACE, ABORT or "
                "CRASH if the process died), what was expected and what was seen, and the event "
                "log, a line per event.\n\n"
                "A file whose name begins with that of a build (asan-crash-...) is executed in "
                "that build, any other in this one. What fuzz_sequence has found is executed as "
                "there: one operation after the other, beside a simple model of the cache.",
            .notes =
                "A file may say which cache it was made with and what it showed there. If this "
                "cache is of other sources, or shows another bug, that is said; if it shows "
                "nothing, it is not called clean, but not shown; nor is a file clean that was cut "
                "short, or whose preemptions mean nothing here (not judged). "
                "Preemptions that say what they "
                "mean (`after ...` in `ukeyfuzz format`) are looked up in this cache. If what the "
                "file showed is not shown then, it is looked for nearby, and by the same "
                "operations "
                "in other orders, in at most 20000 executions and ten seconds.",
            .exit_codes =
                "0 all clean; 1 something was violated; 2 something cannot be used or judged, or "
                "was "
                "cut short or changed and shows nothing; 3 it was "
                "violated at another place than the file says; 4 something is not shown here that "
                "was shown where the file was made. For several files it is the first of 2, 1, 3 "
                "and 4 that befell one of them.",
        },
    .run = run,
};
