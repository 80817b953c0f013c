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

enum { CHECKS_MAX = 1000000 };

/* The log that a worker left in a file. */
static void print_log(int fd)
{
    char buffer[1 << 14];
    ssize_t n;

    printf("  event log\n");
    fflush(stdout);
    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        fwrite(buffer, 1, (size_t)n, stdout);
    }
}

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
        print_log(log_fd);
        close(log_fd);
    }
    if (options->record && !replay_record(s, &run, options->record)) {
        return TOOL_UNUSABLE;
    }
    return code;
}

/* The same command for one file, in the build that it belongs to. */
static int replay_there(const char *build, const char *file, const struct replay_options *options)
{
    char checks[32];
    const char *argv[28];
    int n = 0;

    argv[n++] = "ukeyfuzz";
    argv[n++] = "replay";
    argv[n++] = "--build";
    argv[n++] = build;
    argv[n++] = options->log ? "--log" : "--no-log";
    if (options->quiet) {
        argv[n++] = "--quiet";
    }
    if (options->json) {
        argv[n++] = "--json";
    }
    if (options->n_checks) {
        snprintf(checks, sizeof checks, "%zu", options->n_checks);
        argv[n++] = "--check-determinism";
        argv[n++] = checks;
    }
    if (options->record) {
        argv[n++] = "--record";
        argv[n++] = options->record;
    }
    if (options->gdb) {
        argv[n++] = "--gdb";
    }
    if (options->in_process) {
        argv[n++] = "--in-process";
    }
    if (options->at) {
        argv[n++] = "--at";
        argv[n++] = options->at;
    }
    if (options->shows) {
        argv[n++] = "--shows";
        argv[n++] = options->shows;
    }
    if (options->rewrite) {
        argv[n++] = "--rewrite";
        argv[n++] = options->rewrite;
    }
    if (options->no_rewrite) {
        argv[n++] = "--no-rewrite";
    }
    if (options->no_search) {
        argv[n++] = "--no-search";
    }
    argv[n++] = "--";
    argv[n++] = file;
    argv[n] = NULL;
    return build_run_tool(build, file, argv);
}

/* The value of option argv[*i], which is the next argument. NULL after an error. */
static const char *value_of(char **argv, int *i)
{
    const char *value = argv[*i + 1];

    if (!value) {
        tool_error("replay: %s wants a value", argv[*i]);
        return NULL;
    }
    ++*i;
    return value;
}

/* Returns the index of the first file, 0 after an error. */
static int parse(int argc, char **argv, struct replay_options *options)
{
    int i;
    bool log_asked = false;

    for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        const char *option = argv[i], *value;

        if (!strcmp(option, "--")) {
            i++;
            break;
        } else if (tool_take_raw(option)) {
            continue;
        } else if (!strcmp(option, "--quiet")) {
            options->quiet = true;
        } else if (!strcmp(option, "--gdb")) {
            options->gdb = true;
        } else if (!strcmp(option, "--in-process")) {
            options->in_process = true;
        } else if (!strcmp(option, "--at")) {
            options->at = value_of(argv, &i);
            if (!options->at) {
                return 0;
            }
        } else if (!strcmp(option, "--shows")) {
            options->shows = value_of(argv, &i);
            if (!options->shows) {
                return 0;
            }
        } else if (!strcmp(option, "--rewrite")) {
            options->rewrite = value_of(argv, &i);
            if (!options->rewrite) {
                return 0;
            }
        } else if (!strcmp(option, "--no-rewrite")) {
            options->no_rewrite = true;
        } else if (!strcmp(option, "--no-search")) {
            options->no_search = true;
        } else if (!strcmp(option, "--json")) {
            options->json = true;
        } else if (!strcmp(option, "--log")) {
            options->log = log_asked = true;
        } else if (!strcmp(option, "--no-log")) {
            options->log = false;
            log_asked = true;
        } else if (!strcmp(option, "--build")) {
            options->build = value_of(argv, &i);
            if (!options->build) {
                return 0;
            }
            if (!build_is_known(options->build)) {
                tool_unknown_build("replay", options->build);
                return 0;
            }
        } else if (!strcmp(option, "--record")) {
            options->record = value_of(argv, &i);
            if (!options->record) {
                return 0;
            }
        } else if (!strcmp(option, "--check-determinism")) {
            char *end;

            value = value_of(argv, &i);
            if (!value) {
                return 0;
            }
            options->n_checks = strtoul(value, &end, 10);
            if (*value < '1' || *value > '9' || *end || options->n_checks > CHECKS_MAX) {
                tool_error("replay: '%s' is not a number from 1 to %d", value, CHECKS_MAX);
                return 0;
            }
        } else {
            tool_unknown_option(&replay_command, option);
            return 0;
        }
    }
    if (!log_asked) {
        options->log = !options->quiet && !options->json && !options->n_checks;
    }
    if (i == argc) {
        tool_error("replay: no file; try ukeyfuzz replay --help");
        return 0;
    }
    if (options->at && !options->gdb && !options->in_process) {
        tool_error("replay: --at goes with --gdb");
        return 0;
    }
    if ((options->gdb || options->in_process) && (options->record || options->n_checks)) {
        tool_error("replay: --record and --check-determinism go without a debugger");
        return 0;
    }
    if ((options->gdb || options->in_process) && i + 1 < argc) {
        tool_error("replay: a debugger wants a single file");
        return 0;
    }
    if ((options->record || options->rewrite) && i + 1 < argc) {
        tool_error("replay: %s wants a single file", options->record ? "--record" : "--rewrite");
        return 0;
    }
    return i;
}

static int run(int argc, char **argv)
{
    struct replay_options options = {0};
    int first = parse(argc, argv, &options), code = TOOL_CLEAN;

    if (!first) {
        return TOOL_UNUSABLE;
    }
    if (options.n_checks) {
        replay_hush_symbolizer(argv - 1);
    }
    for (int i = first; i < argc; i++) {
        const char *build = options.build ? options.build : build_of_file(argv[i]);
        int one = strcmp(build, UKEYFUZZ_BUILD) ? replay_there(build, argv[i], &options)
                                                : replay_here(argv[i], &options);

        code = tool_worse_code(one, code);
    }
    return code;
}

const struct command replay_command = {
    .name = "replay",
    .summary = "Execute scenarios: verdict, violated invariant, event log.",
    .help =
        "usage: ukeyfuzz replay [OPTION]... FILE...\n\n"
        "Executes each file, a scenario, and prints what became of it: clean, or the invariant "
        "that\n"
        "was violated (ukeyfuzz help explains its tag; ASAN, RACE, ABORT or CRASH if the process "
        "died), "
        "what\n"
        "was expected and what was seen, and the event log, a line per event.\n\n"
        "A file whose name begins with that of a build (asan-crash-...) is executed in that "
        "build,\n"
        "any other in this one.\n\n"
        "  --log, --no-log          with or without the event log (with, unless one of the next\n"
        "                           three options is given)\n"
        "  --quiet                  print only violations\n"
        "  --json                   print a JSON object per file, on a line of its own\n"
        "  --check-determinism N    execute it N times more in one process and once in a new one;\n"
        "                           it is a violation if the event logs' hashes differ\n"
        "  --build NAME             execute in that build: plain, asan, tsan, coverage, gcc, "
        "gcc-asan;\n"
        "                           plain-fine, asan-fine and tsan-fine have a scheduling point at "
        "every\n"
        "                           load and store of the cache (fuzz_interleave_fine)\n"
        "  --raw                    take each file's bytes for a scenario in binary form, whatever "
        "they\n"
        "                           look like\n"
        "  --record OUT             write the same scenario to OUT with the interleaving as a list "
        "of\n"
        "                           preemptions, whatever had decided it, and check that it does "
        "the\n"
        "                           same\n"
        "  --gdb                    execute it in gdb, and stop where the invariant is violated, "
        "with\n"
        "                           the stack of the actor that it showed in; `help ukeyfuzz` "
        "there\n"
        "                           says what more it can do\n"
        "  --at WHERE               with --gdb, stop before: start; preemption:N, the N-th of "
        "those\n"
        "                           that --record writes; event:N of the event log; ACTOR:POINT, "
        "when\n"
        "                           that actor has reached that point of its own\n"
        "  --in-process             execute it in the tool's own process, for other debuggers; if "
        "it\n"
        "                           crashes, so does the tool\n\n"
        "A file may say which cache it was made with and what it showed there. If this cache is\n"
        "of other sources, or shows another bug, that is said; if it shows nothing, it is not "
        "called\n"
        "clean, but not shown. Preemptions that say what they mean (`after ...` in `ukeyfuzz\n"
        "format`) are looked up in this cache. If what the file showed is not shown then, it is\n"
        "looked for nearby, in at most 20000 executions and ten seconds.\n\n"
        "  --rewrite OUT            where to write what shows it here, if that is at another "
        "place\n"
        "                           (FILE.rewritten, of a text NAME.rewritten.scenario)\n"
        "  --no-rewrite             do not write it\n"
        "  --shows TEXT             look for this signature, or tag, and not for the file's\n"
        "  --no-search              do not look nearby\n\n"
        "Exit code: 0 all clean; 1 something was violated; 2 something cannot be used; 3 it was\n"
        "violated at another place than the file says; 4 something is not shown here that was "
        "shown\n"
        "where the file was made. For several files it is the first of 2, 1, 3 and 4 that befell\n"
        "one of them.\n",
    .run = run,
};
