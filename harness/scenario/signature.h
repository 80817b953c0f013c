/*
 * What makes two findings the same bug: a line of text, made from what an oracle or a sanitizer
 * said.
 *
 * - Of a violation: the invariant's tag and the message without its numbers, so that what is left
 *   is the operation, the states and the part each kind of actor had in it. "handler-1" is
 *   "handler", "flow 2 of pmd 1" is "flow"; of clauses that then say the same one is kept, so that
 *   a deadlock of three idle handlers is that of two.
 * - Of a death: the kind of error and the functions of src/ that it happened in; of a data race the
 *   two functions in alphabetical order; of an assertion the file and the condition.
 * - Of a hang: the function that has the loop; of a stack that is full: the one that calls itself.
 * - Of a mistake of the harness ("HARNESS") that ended the process: the function that made it.
 *
 * Two executions with the same signature show the same bug as far as we can tell; a bug can have
 * several signatures.
 */
#ifndef SCENARIO_SIGNATURE_H
#define SCENARIO_SIGNATURE_H 1

#include <stdbool.h>

enum { SIGNATURE_MAX = 512 };

struct signature {
    char text[SIGNATURE_MAX]; /* Cut off if it is longer. */
};

/* Whether a death's message, of a tag, is one that report/hang.h or report/source/calls.h makes: it says where. */
bool signature_is_of_message(const char *what, const char *message);

/* Of an invariant that was violated, as runtime_outcome has it; or with a message as they make
 * it. */
void signature_of_violation(struct signature *, const char *invariant, const char *message);

/* Of a process that ended in the midst of an execution. `what` is a tag ("HANG", "HARNESS", "ASAN",
 * "RACE", "ABORT", "CRASH"), `report` what the process wrote to standard error, and `otherwise`
 * stands for it if nothing is known in it. */
void signature_of_death(struct signature *, const char *what, const char *report,
                        const char *otherwise);

bool signature_same(const struct signature *, const struct signature *);

#endif /* signature.h */
