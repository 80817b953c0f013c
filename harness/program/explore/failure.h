/*
 * Whether two executions failed in the same way.
 */
#ifndef PROGRAM_FAILURE_H
#define PROGRAM_FAILURE_H 1

#include <stdbool.h>

#include "program/explore/subject.h"

enum { FAILURE_SIGNATURE = 256 };

/* What identifies a failure: its rule and its message, but for numbers of actors and objects and
 * who waits for what. Empty if there was none. */
void failure_signature(const struct subject_result *, char signature[static FAILURE_SIGNATURE]);

/* Whether a result is a failure that `signature` identifies. */
bool failure_is(const struct subject_result *, const char *signature);

#endif /* failure.h */
