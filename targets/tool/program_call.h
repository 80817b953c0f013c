/*
 * Programs that `ukeyfuzz cc` has made: they do themselves what the tool is asked to do with them.
 */
#ifndef TOOL_PROGRAM_CALL_H
#define TOOL_PROGRAM_CALL_H 1

#include <stdbool.h>
#include <stddef.h>

/* Whether a file is such a program. */
bool program_is_one(const char *file);

/* Whether a file begins as a program's schedule does. */
bool program_is_schedule(const char *file);

/* Becomes the program, which does a command itself: `words` are that command's own, `arguments` the
 * program's. Returns the exit code if that fails. */
int program_call(const char *program, const char *command, const char *const *words, size_t n,
                 char *const *arguments, size_t n_arguments);

/* Calls the program in a child, without arguments. If `is_quiet`, nobody sees its standard output.
 * Returns its exit code, which is the tool's own; -1 if it has none. */
int program_ask(const char *program, const char *command, const char *const *words, size_t n,
                bool is_quiet);

/* If a command line has such a program and a schedule, hands the command and the other words over, and
 * does not return. A program without one may be somebody's "crash file": it is not run, which is an error.
 * Returns the exit code, or TOOL_CLEAN if there is no program. */
int program_hand_over(int argc, char **argv);

#endif /* program_call.h */
