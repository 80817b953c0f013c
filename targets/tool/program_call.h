/*
 * Programs that `ukeyfuzz cc` has made: they do themselves what the tool is asked to do with them.
 */
#ifndef TOOL_PROGRAM_CALL_H
#define TOOL_PROGRAM_CALL_H 1

#include <stdbool.h>
#include <stddef.h>

/* Whether a file is such a program. */
bool program_is_one(const char *file);

/* Becomes the program, which does a command itself: `words` are that command's own, `arguments` the
 * program's. Returns the exit code if that fails. */
int program_call(const char *program, const char *command, const char *const *words, size_t n,
                 char *const *arguments, size_t n_arguments);

/* If one of a command's words is such a program, hands the command and the other words over to it,
 * and does not return. */
void program_hand_over(int argc, char **argv);

#endif /* program_call.h */
