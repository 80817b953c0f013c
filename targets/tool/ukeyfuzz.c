/*
 * ukeyfuzz: the command line tool. See `ukeyfuzz --help`.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/events.h"
#include "runtime/watchdog.h"
#include "scenario/file.h"
#include "support/printable.h"
#include "support/terminal.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/build_target.h"

#define VERSION "0.1"

static const struct command *const commands[] = {
    &replay_command,  &explain_command, &minimize_command, &show_command,
    &compile_command, &bisect_command,  &format_command,   &triage_command,
    &reach_command,   &stress_command,  &help_command,
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

int tool_error(const char *format, ...)
{
    char *message;
    va_list args;
    int n;

    fflush(stdout);
    va_start(args, format);
    n = vasprintf(&message, format, args);
    va_end(args);
    fputs("ukeyfuzz: ", stderr);
    printable_write(stderr, n < 0 ? format : message);
    putc('\n', stderr);
    free(n < 0 ? NULL : message);
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

void tool_print_json_string(const char *s)
{
    printable_json(stdout, s);
}

/* In the environment, for the tools that this one runs. */
static const char raw[] = "UKEYFUZZ_RAW";

bool tool_take_raw(const char *option)
{
    return !strcmp(option, "--raw") && !setenv(raw, "1", 1);
}

bool tool_is_raw(void)
{
    return getenv(raw);
}

bool tool_read_scenario(const char *file, struct scenario *s, struct provenance *provenance)
{
    const char *target = tool_is_raw() ? NULL : target_foreign(file);
    char error[SCENARIO_FILE_ERROR];

    if (target) {
        tool_error("%s: is for %s, where it does something else; expected a file of "
                   "fuzz_interleave",
                   file, target);
        return false;
    }
    return (tool_is_raw() ? scenario_read_raw_file : scenario_read_file)(s, provenance, file,
                                                                         error) ||
           (tool_error("%s", error), false);
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

void tool_print_overview(void)
{
    printf("usage: ukeyfuzz COMMAND [OPTION]... [FILE]...\n"
           "       ukeyfuzz COMMAND --help | --help | --version\n"
           "       ukeyfuzz help [COMMAND | TAG]\n\n"
           "Works with scenarios: what the fuzzer feeds on, and what its crash files hold.\n\n");
    for (unsigned i = 0; i < N_COMMANDS; i++) {
        printf("  %-8s  %s\n", commands[i]->name, commands[i]->summary);
    }
    printf("\nEnvironment: UKEYFUZZ_HANG_SECONDS, how much processor time an actor may use\n"
           "between two scheduling points before the execution hangs (3; 6 under a sanitizer; 0:\n"
           "no limit).\n");
    printf(
        "\nExit code: 0 all is well, 1 an invariant was violated, 2 something cannot be "
        "used,\n"
        "3 it was violated at another place than a file says, 4 what a file showed where it was\n"
        "made is not shown here.\n");
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
    const struct command *command;
    const char *error;

    model_events_name();
    if (!watchdog_settings(&error)) {
        return tool_error("%s", error);
    }
    if (argc < 2) {
        return tool_error("no command; try ukeyfuzz --help");
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        tool_print_overview();
        return written(TOOL_CLEAN);
    }
    if (!strcmp(argv[1], "--version")) {
        printf("ukeyfuzz %s, %s build, %s\n", VERSION, UKEYFUZZ_BUILD, __VERSION__);
        return written(TOOL_CLEAN);
    }
    command = tool_command(argv[1]);
    if (!command) {
        return tool_unknown_command(argv[1]);
    }
    if (argc > 2 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h"))) {
        fputs(command->help, stdout);
        return written(TOOL_CLEAN);
    }
    return written(command->run(argc - 1, argv + 1));
}
