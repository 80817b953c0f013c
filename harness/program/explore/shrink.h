/*
 * Makes the list of preemptions that shows a failure as short as it gets.
 */
#ifndef PROGRAM_SHRINK_H
#define PROGRAM_SHRINK_H 1

#include <stddef.h>

#include "program/explore/subject.h"

/* Tries lists until no entry can be left out, each in a child, with `shared` as its result.
 * Changes `list` of `*n` entries in place; it still fails with `signature`. Returns how many
 * executions it took. Ends early if `*stop` becomes true, or after
 * `seconds`. */
unsigned shrink(const struct subject_settings *, const char *signature, struct preemption *list,
                size_t *n, struct subject_result *shared, const volatile bool *stop,
                unsigned seconds);

#endif /* shrink.h */
