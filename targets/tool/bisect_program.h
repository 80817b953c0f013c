/*
 * `ukeyfuzz bisect` with a schedule of a program: the checkout's own program is built by a command
 * of the user's, and looks for its failure.
 */
#ifndef TOOL_BISECT_PROGRAM_H
#define TOOL_BISECT_PROGRAM_H 1

#include "support/options.h"

enum { BISECT_SKIP = 125 }; /* This commit cannot be judged. */

/* Whether one of the operands is such a schedule. */
bool bisect_is_of_program(const struct options_given *);

/* Builds the program by `command` (NULL: it is there already), and asks it whether it has the failure
 * of that signature; NULL or "": the schedule's. Returns 0, 1 or BISECT_SKIP. */
int bisect_program(const struct options_given *, const char *command, const char *signature);

#endif /* bisect_program.h */
