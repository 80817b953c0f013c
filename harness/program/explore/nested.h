/*
 * uk_run() of ukeyfuzz.h: a part of the program under many schedules, while the program itself runs
 * under the rule. Each schedule has a child process that goes on from where the program is.
 */
#ifndef PROGRAM_NESTED_H
#define PROGRAM_NESTED_H 1

#include "runtime/runtime.h"
#include "runtime/strategy.h"

/* The strategy of a program that is started by itself: `rule`, and in a child of uk_run() the one that
 * it explores. Not owned. */
struct strategy *nested_strategy(struct strategy *rule);

/* The execution is over. In a child of uk_run() this ends the process. */
void nested_end(const struct runtime_outcome *);

#endif /* nested.h */
