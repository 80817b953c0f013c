/*
 * What makes two findings the same bug: a line of text, made of data alone (runtime/violation.h).
 *
 * - Of a violation: its rule, its traits, and its parts, with the roles of actors in the place of
 *   their names and without numbers: "OPS/deletes-other-than-evicting by handler ukey VISIBLE". Of
 *   parts that then say the same one is kept, so that a deadlock of three idle handlers is that of
 *   two: "LOCK/deadlock; handler waits on condition; main waits at barrier".
 * - Of a death: what the process has died of and where, as the sanitizer's report has it
 *   (sanitizer_log.h), or as the process has said itself: "HANG f", "CRASH stack-overflow in f",
 *   "HARNESS dies in f".
 *
 * Two executions with the same signature show the same bug as far as we can tell; a bug can have
 * several signatures.
 */
#ifndef SCENARIO_SIGNATURE_H
#define SCENARIO_SIGNATURE_H 1

#include <stdbool.h>

#include "runtime/violation.h"

enum { SIGNATURE_MAX = 512 };

struct signature {
    char text[SIGNATURE_MAX]; /* Cut off if it is longer. */
};

void signature_of_violation(struct signature *, const struct violation *);

/* Of a process that ended in the midst of an execution: of what it is known to have died of, if that
 * says where, else of what the report says, the text that it wrote to standard error. */
void signature_of_death(struct signature *, const struct violation *, const char *report);

/* Whether the violation of a death says where it was, so that no report is needed. */
bool signature_is_of_place(const struct violation *);

bool signature_same(const struct signature *, const struct signature *);

/* Whether what a finding shows here, `seen`, is what is `wanted`: that signature; or of that tag or
 * rule, if it is wanted alone. A violation's signature used to be a sentence behind its tag: such a
 * one is taken for the tag. */
bool signature_matches(const char *wanted, const char *seen);

#endif /* signature.h */
