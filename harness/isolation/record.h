/*
 * A recording of a scenario's execution, made in a child process, so that one that ends in a
 * sanitizer's report, an assertion or a crash is recorded up to there.
 */
#ifndef ISOLATION_RECORD_H
#define ISOLATION_RECORD_H 1

#include "report/recording.h"
#include "scenario/scenario.h"

/* Executes `s` in a child, and waits for it. Returns NULL, with errno set, if no child could be
 * started. The recording is valid until the next call. If SIGINT or SIGTERM ends the child, it ends
 * the caller as well. */
const struct recording *record_scenario(const struct scenario *s);

#endif /* record.h */
