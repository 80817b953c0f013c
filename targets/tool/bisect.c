/*
 * ukeyfuzz bisect: whether a file shows its bug in the checkout that git has just made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolation/candidates.h"
#include "scenario/file.h"
#include "support/printable.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/input/recorded.h"

/* `git bisect run` takes 125 for "cannot be tested", and anything else from 1 to 127 for "bad": so
 * nothing here ends with TOOL_UNUSABLE. */
enum { BISECT_SKIP = 125 };

enum { PATH_SIZE = 4096, REPORT_SIZE = 64 * 1024 };

static const char folder[] = "build/bisect";

struct bisect_options {
    const char *signature; /* NULL: any bug; "": what the file shows in this tool. */
    const char *build;
};

/* What the checkout's tool says. */
struct verdict {
    int code; /* Its exit code. */
    char invariant[16];
    char message[1024];
    bool is_older;              /* The tool does not know what preemptions mean. */
    unsigned n_given, n_missed; /* Preemptions, and those that did not take place there. */
    char report[REPORT_SIZE];   /* Standard error. */
};

__attribute__((format(printf, 1, 2))) static int skip(const char *format, ...)
{
    char text[2 * PATH_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tool_error("%s", text);
    return BISECT_SKIP;
}

/* Runs a program of PATH, or by its path, with standard output and error in files. Returns its exit
 * code; -1 if it could not be run, or crashed. */
static int run_program(const char *const *argv, int out_fd, int error_fd)
{
    pid_t pid;
    int status;

    fflush(stdout);
    fflush(stderr);
    pid = fork();
    if (pid == 0) {
        dup2(out_fd, STDOUT_FILENO);
        dup2(error_fd, STDERR_FILENO);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 127 ? WEXITSTATUS(status) : -1;
}

/* Configures and builds the tool of the checkout that is the current folder. */
static bool build_checkout(const char *build, char log[PATH_SIZE])
{
    char preset[32], where[sizeof folder + sizeof preset];
    const char *tool = build_split(build, preset, sizeof preset);
    const char *const configure[] = {"cmake", "--preset", preset, "-B", where, NULL};
    const char *const compile[] = {"cmake", "--build", where, "--target", tool, NULL};
    bool built;
    int fd;

    snprintf(where, sizeof where, "%s/%s", folder, preset);
    snprintf(log, PATH_SIZE, "%s.log", where);
    mkdir("build", 0777);
    mkdir(folder, 0777);
    fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) {
        snprintf(log, PATH_SIZE, "%s/%s.log: %s", folder, preset, strerror(errno));
        return false;
    }
    built = run_program(configure, fd, fd) == 0 && run_program(compile, fd, fd) == 0;
    close(fd);
    return built;
}

/* Reads what was written to a file that has no name any more. */
static void take_text(FILE *file, char *text, size_t size)
{
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Reads what `replay --json` has printed; nothing, if it is not JSON. */
static void read_verdict(const char *text, struct verdict *verdict)
{
    struct json_value *value = json_read(text);

    json_read_string(value, "invariant", verdict->invariant, sizeof verdict->invariant);
    json_read_string(value, "message", verdict->message, sizeof verdict->message);
    verdict->n_given = (unsigned)json_read_whole(value, "given");
    verdict->n_missed = (unsigned)json_read_length(value, "missed");
    json_free(value);
}

/* Replays with the checkout's tool. The first member of `argv` becomes the tool's place. */
static bool run_tool(const char *build, const char **argv, struct verdict *verdict)
{
    static char json[REPORT_SIZE];
    char path[PATH_SIZE], preset[32];
    const char *tool = build_split(build, preset, sizeof preset);
    FILE *out = tmpfile(), *error = tmpfile();

    if (!out || !error) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%s/targets/%s", folder, preset, tool);
    argv[0] = path;
    verdict->code = run_program(argv, fileno(out), fileno(error));
    take_text(out, json, sizeof json);
    take_text(error, verdict->report, sizeof verdict->report);
    read_verdict(json, verdict);
    return true;
}

/* A tool from before there were anchors reads the binary form, which has them at its end. */
static bool replay_by_older_tool(const char *build, const char *file, struct verdict *verdict)
{
    char bare[] = "/tmp/ukeyfuzz-bisect-XXXXXX";
    const char *argv[] = {NULL, "replay", "--json", "--build", build, "--", bare, NULL};
    static struct scenario s;
    char error[SCENARIO_FILE_ERROR];
    int fd;
    bool ran;

    if (!scenario_read_file(&s, NULL, file, error)) {
        return true; /* The tool has said why. */
    }
    fd = mkstemp(bare);
    if (fd < 0) {
        return false;
    }
    close(fd);
    ran = scenario_write_file(&s, NULL, bare, NULL, NULL, error) && run_tool(build, argv, verdict);
    unlink(bare);
    verdict->is_older = s.anchors.n > 0;
    return ran;
}

static bool replay_in_checkout(const char *build, const char *file, const struct signature *wanted,
                               struct verdict *verdict)
{
    const char *argv[12] = {NULL, "replay", "--json", "--no-rewrite", "--build", build};
    int n = 6;

    if (wanted) {
        argv[n++] = "--shows";
        argv[n++] = wanted->text;
    }
    argv[n++] = "--";
    argv[n++] = file;
    verdict->is_older = false;
    return run_tool(build, argv, verdict) &&
           (verdict->code != TOOL_UNUSABLE || replay_by_older_tool(build, file, verdict));
}

static void signature_of_verdict(struct signature *signature, const struct verdict *verdict)
{
    static const char *const deaths[] = {"ASAN", "RACE", "ABORT", "CRASH"};

    for (unsigned i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        if (!strcmp(verdict->invariant, deaths[i])) {
            signature_of_death(signature, verdict->invariant, verdict->report, verdict->message);
            return;
        }
    }
    signature_of_violation(signature, verdict->invariant, verdict->message);
}

/* What `file` shows in this tool, or else what it says that it showed. */
static bool learn_signature(const char *file, struct signature *signature)
{
    static struct located located;
    static struct candidate_result result;
    const struct locate_options how = {0};
    struct comparison comparison;

    if (!locate(file, &how, &located) || !recorded_learn(&located.scenario, &result)) {
        return false;
    }
    candidates_end();
    recorded_compare(&comparison, &located.made, result.violated ? result.signature.text : "");
    recorded_note(file, &comparison);
    if (result.violated) {
        *signature = result.signature;
        return true;
    }
    if (strchr(located.made.signature, ' ')) { /* More than the tag of a death. */
        memcpy(signature->text, located.made.signature, sizeof signature->text);
        return true;
    }
    tool_error("%s: violates nothing in this tool, so say what it shows: --signature=TEXT", file);
    return false;
}

/* What was found, with what makes it doubtful. */
static void say(const char *file, const struct verdict *verdict, const char *what,
                const char *signature)
{
    printf("%s: %s%s", printable(file), what, printable(signature));
    if (verdict->is_older) {
        printf(" (this checkout's tool cannot look for the place)");
    } else if (verdict->n_missed) {
        printf(" (%u of %u preemptions did not take place)", verdict->n_missed, verdict->n_given);
    }
    putchar('\n');
}

static int judge(const char *file, const struct verdict *verdict, const struct signature *wanted)
{
    struct signature seen;

    if (verdict->code == TOOL_CLEAN || verdict->code == TOOL_NOT_SHOWN) {
        say(file, verdict, verdict->code == TOOL_CLEAN ? "clean" : "not shown here", "");
        return TOOL_CLEAN;
    }
    if ((verdict->code != TOOL_VIOLATED && verdict->code != TOOL_ELSEWHERE) ||
        !verdict->invariant[0]) {
        size_t line = strcspn(verdict->report, "\n");

        return skip("%s: this checkout's tool cannot replay it: %.*s", file, (int)line,
                    verdict->report);
    }
    signature_of_verdict(&seen, verdict);
    if (wanted && !signature_same(&seen, wanted)) {
        say(file, verdict, "shows something else: ", seen.text);
        return TOOL_CLEAN;
    }
    say(file, verdict, "shows ", seen.text);
    return TOOL_VIOLATED;
}

static struct bisect_options options;

static int run(const struct options_given *given)
{
    static struct verdict verdict;
    static struct signature wanted;
    const char *file = given->operands[0];
    const char *build = options.build ? options.build : build_of_file(file);
    char log[PATH_SIZE];
    int code;

    if (options.signature && *options.signature) {
        snprintf(wanted.text, sizeof wanted.text, "%s", options.signature);
    } else if (options.signature) {
        if (strcmp(build, UKEYFUZZ_BUILD)) {
            const char **argv = tool_repeat(&bisect_command, given, build, given->operands, 1);

            if (argv) {
                build_become_tool(build, file, argv);
            }
            return BISECT_SKIP;
        }
        if (!learn_signature(file, &wanted)) {
            return BISECT_SKIP;
        }
    }
    if (access(file, R_OK)) {
        return skip("%s: %s", file, strerror(errno));
    }
    if (access("CMakePresets.json", R_OK)) {
        return skip("bisect: there is no CMakePresets.json here; run it at the top of a checkout");
    }
    if (!build_checkout(build, log)) {
        return skip("bisect: this checkout cannot be built: see %s", log);
    }
    if (!replay_in_checkout(build, file, options.signature ? &wanted : NULL, &verdict)) {
        return skip("%s: cannot keep what is said of it: %s", file, strerror(errno));
    }
    code = judge(file, &verdict, options.signature ? &wanted : NULL);
    return fflush(stdout) ? skip("standard output cannot be written") : code;
}

static const struct option_row rows[] = {
    {"--signature", .argument = "[TEXT]", .text = &options.signature,
     .help = "only the bug with this signature, as minimize --json has it, counts; without a text, "
             "what the file shows in the tool that runs this command, which git does not touch, or "
             "if it shows nothing there, what it says that it showed where it was made"},
    TOOL_BUILD(&options.build, "replay in that build, not in the one of the file's name (plain)"),
    TOOL_RAW,
    {.name = NULL},
};

const struct command bisect_command = {
    .name = "bisect",
    .line =
        {
            .program = "ukeyfuzz bisect",
            .summary = "Say to `git bisect run` whether a file shows its bug in a checkout.",
            .usage = "FILE",
            .operand = "file",
            .least = 1,
            .most = 1,
            .rows = rows,
            .about =
                "Builds the checkout that is the current folder, in build/bisect, and replays the "
                "file, a scenario, there. To find the first commit that shows the bug of a crash "
                "file, at the top of a checkout whose tool shows it:\n\n"
                "  git bisect start BAD GOOD\n"
                "  git bisect run build/asan/targets/ukeyfuzz bisect --signature "
                "/tmp/asan-crash-...\n"
                "  git bisect reset\n\n"
                "The file is best kept outside of the checkout, and with preemptions that say what "
                "they mean (as minimize and show write them): a commit that adds a lock or a load "
                "moves their points, and each checkout's tool looks for the place, and for the bug "
                "nearby. A tool from before there was such a search goes by the points alone, and "
                "that is said.",
            .exit_codes = "0 clean, or another bug; 1 it shows the bug; 125 the checkout cannot be "
                          "built, or the file cannot be read, or there is a mistake in the command "
                          "line.",
        },
    .run = run,
    .unusable = BISECT_SKIP,
};
