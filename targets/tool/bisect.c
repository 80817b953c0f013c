/*
 * ukeyfuzz bisect: whether a file shows its bug in the checkout that git has just made.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "isolation/candidates.h"
#include "isolation/worker.h"
#include "runtime/watchdog/watchdog.h"
#include "support/printable.h"
#include "support/sanitizer_log.h"
#include "support/temporary.h"
#include "tool.h"
#include "tool/bisect_checkout.h"
#include "tool/bisect_program.h"
#include "tool/input/build_choice.h"
#include "tool/input/locate.h"
#include "tool/input/notes.h"
#include "tool/input/recorded.h"
#include "tool/sequence/sequence.h"

/* `git bisect run` takes 125 (BISECT_SKIP) for "cannot be tested", and anything else from 1 to 127 for
 * "bad": so nothing here ends with TOOL_UNUSABLE. */

struct bisect_options {
    const char *signature; /* NULL: any bug; "": what the file shows in this tool. */
    const char *build;
};

__attribute__((format(printf, 1, 2))) static int skip(const char *format, ...)
{
    char text[2 * CHECKOUT_PATH];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tool_error("%s", text);
    return BISECT_SKIP;
}

/* As the checkout's tool has it; of a death it may know less than its report says. An older tool has
 * no such signatures: of what an oracle says the tag is left. */
static void signature_of_verdict(struct signature *signature, const struct verdict *verdict)
{
    struct log_finding finding;
    bool alone = !strchr(verdict->signature, ' ') && !strchr(verdict->signature, '/');

    snprintf(signature->text, sizeof signature->text, "%s",
             verdict->signature[0] ? verdict->signature : verdict->invariant);
    if (alone && log_finding_read(verdict->report, &finding) &&
        !strcmp(finding.tag, verdict->invariant)) {
        snprintf(signature->text, sizeof signature->text, "%s %s", finding.tag, finding.what);
    }
}

/* Writes a scenario, as this tool executes it, to a new file with preemptions that say what they
 * mean. False without a word if it has too many preemptions; then `copy` is empty. */
static bool write_copy(const struct scenario *s, const struct provenance *made,
                       char copy[TEMPORARY_PATH])
{
    static struct worker_run run;
    static struct scenario recorded;
    uint64_t hash[1];
    size_t n_hashes;
    int fd;

    if (worker_execute(s, 1, hash, &n_hashes, &run, -1, true) ||
        !worker_recorded(s, &run, &recorded)) {
        return false;
    }
    fd = temporary_file("bisect", copy);
    if (fd >= 0) {
        close(fd);
    }
    if (fd < 0 || !notes_write_file(copy, &recorded, made)) {
        copy[0] = '\0';
        return false;
    }
    return true;
}

/* One whose points alone say where it is preempted would be lost with the first lock more or less.
 */
static void make_copy(const char *file, const struct located *located, char copy[TEMPORARY_PATH])
{
    const struct scenario *s = &located->scenario;

    if ((s->strategy != STRATEGY_REPLAY || (s->n_preemptions && !s->anchors.n)) &&
        !write_copy(s, &located->made, copy)) {
        tool_error("%s: goes by its points alone, so a commit that moves them may be taken for the "
                   "one that is looked for: minimize it first",
                   file);
    }
}

/* What `file` shows in this tool, and that it does; or else what it says that it showed. */
static bool learn(const char *file, struct located *located, struct signature *signature,
                  bool *shown)
{
    static struct candidate_result result;
    const struct locate_options how = {0};
    struct comparison comparison;

    bool learnt;

    if (!sequence_locate_any(file, &how, located)) {
        return false;
    }
    watchdog_hurry(recorded_is_hang(located->wanted.signature));
    learnt = recorded_learn(&located->scenario, &result);
    watchdog_hurry(false);
    if (!learnt) {
        return false;
    }
    candidates_end();
    recorded_compare(&comparison, &located->made, result.violated ? result.signature.text : "");
    recorded_note(file, &comparison);
    if (result.violated) {
        *signature = result.signature;
        *shown = true;
        return true;
    }
    if (strchr(located->made.signature, ' ')) { /* More than the tag of a death. */
        memcpy(signature->text, located->made.signature, sizeof signature->text);
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
    } else if (verdict->n_elsewhere) {
        printf(" (%u of %u preemptions at other points)", verdict->n_elsewhere, verdict->n_given);
    }
    putchar('\n');
}

static int judge(const char *file, const struct verdict *verdict, const struct signature *wanted)
{
    struct signature seen;

    if (verdict->code == TOOL_CLEAN || verdict->code == TOOL_NOT_SHOWN) {
        if (wanted && verdict->n_given && verdict->n_missed == verdict->n_given) {
            return skip("%s: cannot be judged: none of its preemptions (%u) takes place here, and "
                        "nothing nearby shows the bug",
                        file, verdict->n_given);
        }
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
    if (wanted && !signature_matches(wanted->text, seen.text) &&
        !(!verdict->signature[0] && signature_matches(seen.text, wanted->text))) {
        say(file, verdict, "shows something else: ", seen.text);
        return TOOL_CLEAN;
    }
    say(file, verdict, "shows ", seen.text);
    return TOOL_VIOLATED;
}

static struct bisect_options options;

static int run_scenario(const struct options_given *given)
{
    static struct verdict verdict;
    static struct signature wanted;
    static struct located located;
    const char *file = given->operands[0];
    const char *build = options.build ? options.build : build_of_file(file);
    char log[CHECKOUT_PATH], copy[TEMPORARY_PATH] = "";
    bool shown = false, replayed;
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
        if (!learn(file, &located, &wanted, &shown)) {
            return BISECT_SKIP;
        }
    }
    if (access(file, R_OK)) {
        return skip("%s: %s", file, strerror(errno));
    }
    if (access("CMakePresets.json", R_OK)) {
        return skip("bisect: there is no CMakePresets.json here; run it at the top of a checkout");
    }
    if (!checkout_build(build, log)) {
        return skip("bisect: this checkout cannot be built: see %s", log);
    }
    if (shown && !sequence_is(file)) {
        watchdog_hurry(recorded_is_hang(wanted.text));
        make_copy(file, &located, copy);
        watchdog_hurry(false);
    }
    replayed =
        checkout_replay(build, *copy ? copy : file, options.signature ? &wanted : NULL, &verdict);
    if (*copy) {
        unlink(copy);
    }
    if (!replayed) {
        return skip("%s: cannot keep what is said of it: %s", file, strerror(errno));
    }
    code = judge(file, &verdict, options.signature ? &wanted : NULL);
    return fflush(stdout) ? skip("standard output cannot be written") : code;
}

static int run(const struct options_given *given)
{
    if (bisect_is_of_program(given)) {
        return bisect_program(given, options.build, options.signature);
    }
    if (given->n_operands > 1) {
        return skip(
            "bisect: one file at a time, or a program and its schedule; try ukeyfuzz bisect "
            "--help");
    }
    if (options.build && !build_is_known(options.build)) {
        return skip("bisect: there is no build called '%s'", options.build);
    }
    return run_scenario(given);
}

static const struct option_row rows[] = {
    {"--signature", .argument = "[TEXT]", .text = &options.signature,
     .help = "only the bug with this signature, as minimize --json has it, counts; without a text, "
             "what the file shows in the tool that runs this command, which git does not touch, or "
             "if it shows nothing there, what it says that it showed where it was made"},
    {"--build", .argument = "NAME|COMMAND", .text = &options.build,
     .help =
         "replay in that build, not in the one of the file's name (plain); of a program, how it "
         "is built: a command for the shell"},
    TOOL_RAW,
    {.name = NULL},
};

const struct command bisect_command = {
    .name = "bisect",
    .line =
        {
            .program = "ukeyfuzz bisect",
            .summary = "Say to `git bisect run` whether a file shows its bug in a checkout.",
            .usage = "FILE | --build=COMMAND PROGRAM FILE.uks",
            .operand = "file",
            .least = 1,
            .most = 2,
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
                "nearby. With --signature a file without them is given them first. A tool from "
                "before there was such a search goes by the points alone, and "
                "that is said.\n\n"
                "Of a program that ukeyfuzz cc has built:\n\n"
                "  git bisect run ukeyfuzz bisect --build 'make CC=\"ukeyfuzz cc\"' test "
                "/tmp/test-1f2e.uks\n\n"
                "Its preemptions look for their places again: what a thread had just done there, "
                "in "
                "which function, and how often. If that shows nothing, 10000 other schedules, "
                "always "
                "the same ones, look for the same failure.",
            .exit_codes = "0 clean, or another bug; 1 it shows the bug; 125 this commit cannot be "
                          "judged: its checkout cannot be built, or nothing is left of the file's "
                          "interleaving there; or the file cannot be read, or there is a mistake "
                          "in the command line.",
        },
    .run = run,
    .unusable = BISECT_SKIP,
};
