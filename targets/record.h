/*
 * A recording of a scenario's execution, made in a child process, so that one that ends in a
 * sanitizer's report, an assertion or a crash is recorded up to there.
 */
#ifndef TARGETS_RECORD_H
#define TARGETS_RECORD_H 1

#include "report/recording.h"
#include "scenario/scenario.h"

/* Executes `s` in a child. Returns NULL, after an error, if that is not possible. Valid until the
 * next call. */
const struct recording *record_scenario(const struct scenario *s);

#endif /* record.h */
