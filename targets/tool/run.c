/*
 * `ukeyfuzz run` and `ukeyfuzz doctor`: the program that they are given does the work.
 */
#include "program/run_options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "program_call.h"
#include "tool.h"

/* Hands a command over to the program that is its first operand. */
static int hand_over(const char *command, const struct options_given *given)
{
    const char *program = given->operands[0];
    const char *words[2 * OPTIONS_MAX];
    size_t n = options_repeat(given, "", words, sizeof words / sizeof words[0]);
    bool marked = given->n_operands > 1 && !strcmp(given->operands[1], "--");

    if (access(program, R_OK)) {
        return tool_error("%s: %s: %s", command, program, strerror(errno));
    }
    if (!program_is_one(program)) {
        return tool_error("%s: %s was not built by ukeyfuzz cc; build it with ukeyfuzz cc, or with "
                          "make CC='ukeyfuzz cc'",
                          command, program);
    }
    return program_call(program, command, words, n, given->operands + 1 + marked,
                        given->n_operands - 1 - marked);
}

static int run(const struct options_given *given)
{
    return hand_over("run", given);
}

static int doctor(const struct options_given *given)
{
    return hand_over("doctor", given);
}

const struct command run_program_command = {
    .name = "run",
    .line =
        {
            .program = "ukeyfuzz run",
            .summary = "Run a program under many schedules, until it fails.",
            .usage = "PROGRAM [--] [ARGUMENT]...",
            .operand = "file",
            .least = 1,
            .rows = run_option_rows,
            .about =
                "Runs a program that ukeyfuzz cc has built under one schedule after another, until "
                "it fails or the time is over. It fails if an assertion does, if it crashes, "
                "aborts, "
                "deadlocks, comes to no end, misuses a lock, or ends with another exit code than "
                "0. "
                "What is found is minimized, replayed, told, and saved as a schedule for replay, "
                "minimize and explain.",
            .exit_codes = "0 nothing was found, 1 the program failed, 2 something cannot be used.",
            .operands_end_options = true,
        },
    .run = run,
};

const struct command doctor_command = {
    .name = "doctor",
    .line = {.program = "ukeyfuzz doctor",
             .summary = "Tell what in a program is not under control.",
             .usage = "PROGRAM",
             .operand = "file",
             .least = 1,
             .most = 1,
             .about =
                 "Tells which functions a program calls that ukeyfuzz run does not model, or not "
                 "wholly, and whether the same schedule does the same twice.",
             .exit_codes = "0, or 2 if the program cannot be used."},
    .run = doctor,
};
