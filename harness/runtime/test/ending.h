/*
 * How an execution ended, as tests compare it: by the tag and the rule of its violation, never by
 * its message, which is for people.
 */
#ifndef RUNTIME_TEST_ENDING_H
#define RUNTIME_TEST_ENDING_H 1

#include <string.h>

#include "runtime/runtime.h"

/* Whether it is a violation of this rule: "LOCK", "deadlock" for "LOCK/deadlock". */
static inline bool is_violation(const struct runtime_outcome *outcome, const char *tag,
                                const char *rule)
{
    size_t n = strlen(tag);

    return outcome->violated && !strcmp(outcome->invariant, tag) &&
           !strncmp(outcome->violation.rule, tag, n) && outcome->violation.rule[n] == '/' &&
           !strcmp(outcome->violation.rule + n + 1, rule);
}

#endif /* ending.h */
