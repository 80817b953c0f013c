/*
 * ukeyfuzz: the command line tool. See `ukeyfuzz --help`.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/events.h"
#include "runtime/watchdog/watchdog.h"
#include "scenario/file.h"
#include "support/options_page.h"
#include "support/printable.h"
#include "support/streams.h"
#include "support/terminal.h"
#include "program_call.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/damage.h"
#include "tool/input/build_target.h"

#define VERSION "0.1"

static const struct command *const commands[] = {
    &replay_command, &explain_command, &minimize_command,    &show_command,   &compile_command,
    &bisect_command, &format_command,  &triage_command,      &reach_command,  &stress_command,
    &cc_command,     &cxx_command,     &run_program_command, &doctor_command, &help_command,
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

int tool_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printable_error(format, args);
    va_end(args);
    return TOOL_UNUSABLE;
}

void tool_note_missed(const char *file, const struct scenario *s, const struct missed *missed)
{
    if (missed->n) {
        fflush(stdout);
        fprintf(stderr, "ukeyfuzz: %s: ", printable(file));
        scenario_write_missed(stderr, s, missed);
        putc('\n', stderr);
    }
}

int tool_worse_code(int a, int b)
{
    static const int order[] = {TOOL_UNUSABLE, TOOL_VIOLATED, TOOL_ELSEWHERE, TOOL_NOT_SHOWN};

    for (unsigned i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (a == order[i] || b == order[i]) {
            return order[i];
        }
    }
    return a > b ? a : b;
}

bool tool_started(int error)
{
    return !error || (tool_error("cannot start a worker: %s", strerror(error)), false);
}

const char *tool_colour(FILE *stream, enum tool_colour colour)
{
    static const char *const codes[] = {"\033[0m", "\033[31m", "\033[32m", "\033[1m"};

    return terminal_has_colours(fileno(stream)) ? codes[colour] : "";
}

/* In the environment, for the tools that this one runs. */
static const char raw[] = "UKEYFUZZ_RAW";

bool tool_take_raw(const char *argument, struct options_error *error)
{
    return !setenv(raw, "1", 1) || options_refuse(error, "--raw: %s", strerror(errno));
}

bool tool_is_raw(void)
{
    return getenv(raw);
}

bool tool_read_any_scenario(const char *file, struct scenario *s, struct provenance *provenance)
{
    char error[SCENARIO_FILE_ERROR];

    if (!(tool_is_raw() ? scenario_read_raw_file : scenario_read_file)(s, provenance, file,
                                                                       error)) {
        tool_error("%s", error);
        return false;
    }
    return true;
}

bool tool_is_damaged(const char *file)
{
    return !tool_is_raw() && damage_warn(file);
}

bool tool_read_scenario(const char *file, struct scenario *s, struct provenance *provenance)
{
    const char *target = tool_is_raw() ? NULL : target_foreign(file);

    if (target) {
        tool_error("%s: is for %s, where it does something else; expected a file of "
                   "fuzz_interleave",
                   file, target);
        return false;
    }
    if (!tool_read_any_scenario(file, s, provenance)) {
        return false;
    }
    tool_is_damaged(file);
    return true;
}

bool tool_write_scenario(const char *file, const struct scenario *s,
                         const struct provenance *provenance)
{
    char error[SCENARIO_FILE_ERROR];

    return scenario_write_file(s, provenance, file, NULL, NULL, error) ||
           (tool_error("%s", error), false);
}

const struct command *tool_command(const char *name)
{
    for (unsigned i = 0; i < N_COMMANDS; i++) {
        if (!strcmp(name, commands[i]->name)) {
            return commands[i];
        }
    }
    return NULL;
}

const struct command *tool_command_at(unsigned i)
{
    return i < N_COMMANDS ? commands[i] : NULL;
}

static bool wants_version;

static const struct option_row rows[] = {
    {"--version", .flag = &wants_version, .help = "print the tool's version, build and compiler"},
    {.name = NULL},
};

static const char *command_name(unsigned i)
{
    return i < N_COMMANDS ? commands[i]->name : NULL;
}

static const struct command_line tool_line = {
    .program = "ukeyfuzz",
    .usage = "COMMAND [ARGUMENT]...",
    .operand = "command",
    .rows = rows,
    .about = "Works with scenarios: what the fuzzer feeds on, and what its crash files hold. "
             "`ukeyfuzz help COMMAND` explains a command, `ukeyfuzz help TAG` what a finding's "
             "first word means.\n",
    .notes = "Environment: UKEYFUZZ_HANG_SECONDS, how much processor time an actor may use between "
             "two scheduling points before the execution hangs (3; 6 under a sanitizer; 0: no "
             "limit).",
    .exit_codes =
        "0 all is well, 1 an invariant was violated, 2 something cannot be used, 3 it was "
        "violated at another place than a file says, 4 what a file showed where it was "
        "made is not shown here.",
    .operands_end_options = true,
    .operand_word = command_name,
};

/* The tool's command line, which lists the commands. */
static struct command_line overview(void)
{
    static char about[4096];
    struct command_line line = tool_line;

    snprintf(about, sizeof about, "%s\n", line.about);
    for (unsigned i = 0; i < N_COMMANDS; i++) {
        size_t n = strlen(about);

        snprintf(about + n, sizeof about - n, "  %-8s  %s\n", commands[i]->name,
                 commands[i]->line.summary);
    }
    line.about = about;
    return line;
}

void tool_print_overview(void)
{
    const struct command_line line = overview();

    options_write_help(stdout, &line);
}

const char **tool_repeat(const struct command *command, const struct options_given *given,
                         const char *build, char *const *operands, unsigned n_operands)
{
    size_t n = 0, size = 2 * OPTIONS_MAX + 6 + n_operands;
    const char **argv = calloc(size, sizeof *argv);

    if (!argv) {
        tool_error("%s: not enough memory", command->name);
        return NULL;
    }
    argv[n++] = "ukeyfuzz";
    argv[n++] = command->name;
    if (build) {
        argv[n++] = "--build";
        argv[n++] = build;
    }
    n += options_repeat(given, build ? "--build" : "", argv + n, 2 * OPTIONS_MAX);
    argv[n++] = "--";
    for (unsigned i = 0; i < n_operands; i++) {
        argv[n++] = operands[i];
    }
    return argv;
}

/* Prints what a command line asks for instead of being run, or what is wrong in it. Returns `unusable` if
 * something is. */
static int print_wish(const struct command_line *line, enum options_wish wish,
                      const struct options_error *error, int unusable)
{
    const char *command = strchr(line->program, ' ');

    if (options_print(stdout, line, wish)) {
        return TOOL_CLEAN;
    }
    tool_error("%s%s%s", command ? command + 1 : "", command ? ": " : "", error->text);
    return unusable;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    static struct options_given given;
    static struct options_error error;
    enum options_wish wish;

    if (command->become) {
        return command->become(argv);
    }
    if (command->of_programs) {
        int code = program_hand_over(argc, argv);

        if (code) {
            return code;
        }
    }
    wish = options_read(&command->line, argc, argv, &given, &error);
    if (wish == OPTIONS_RUN) {
        return command->run(&given);
    }
    return print_wish(&command->line, wish, &error,
                      command->unusable ? command->unusable : TOOL_UNUSABLE);
}

/* What could not be written to standard output must not look like success. */
static int written(int code)
{
    if (code <= TOOL_NOT_SHOWN && (fflush(stdout) || ferror(stdout))) {
        return tool_error("standard output cannot be written");
    }
    return code;
}

int main(int argc, char **argv)
{
    static struct options_given given;
    static struct options_error mistake;
    const struct command_line line = overview();
    const struct command *command;
    enum options_wish wish;
    const char *error;

    streams_keep_open();
    streams_refuse_excess();
    model_events_name();
    if (!watchdog_settings(&error)) {
        return tool_error("%s", error);
    }
    wish = options_read(&line, argc, argv, &given, &mistake);
    if (wish != OPTIONS_RUN) {
        return written(print_wish(&line, wish, &mistake, TOOL_UNUSABLE));
    }
    if (wants_version) {
        printf("ukeyfuzz %s, %s build, %s\n", VERSION, UKEYFUZZ_BUILD, __VERSION__);
        return written(TOOL_CLEAN);
    }
    if (!given.n_operands) {
        return tool_error("no command; try ukeyfuzz --help");
    }
    command = tool_command(given.operands[0]);
    if (!command) {
        return tool_unknown_command(given.operands[0]);
    }
    return written(run_command(command, (int)given.n_operands, given.operands));
}
