/*
 * Rules with switches (enum runtime_rule): off, late, or on.
 */
#ifndef RUNTIME_RULES_H
#define RUNTIME_RULES_H 1

#include "runtime/runtime.h"

/* As the options of an execution say. */
void rules_begin(const struct runtime_options *);

bool rule_is_on(enum runtime_rule);

/* A rule that is on is broken: ends the execution, or notes it if the rule is late. [actor] */
void rule_broken(enum runtime_rule, const struct violation *, const char *message);

/* An execution ends without a violation: what was noted is its outcome. */
void rules_end(struct runtime_outcome *);

#endif /* rules.h */
