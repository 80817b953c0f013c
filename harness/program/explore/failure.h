/*
 * Whether two executions failed in the same way.
 */
#ifndef PROGRAM_FAILURE_H
#define PROGRAM_FAILURE_H 1

#include <stdbool.h>

#include "program/explore/subject.h"

enum { FAILURE_SIGNATURE = 256 };

/* What identifies a failure: the rule that it breaks and the traits of the violation, a line of text.
 * Not which threads: under a smaller schedule another one may do the same. Empty if there was none. */
void failure_signature(const struct subject_result *, char signature[static FAILURE_SIGNATURE]);

/* From now on the numbers of lines are not compared: the program may have been changed since, and what
 * follows in a file has moved. */
void failure_ignore_lines(void);

/* Whether two signatures, or other words on places in the source, are the same. */
bool failure_same_text(const char *, const char *, bool ignore_lines);

/* Whether a result is a failure that `signature` identifies. */
bool failure_is(const struct subject_result *, const char *signature);

#endif /* failure.h */
