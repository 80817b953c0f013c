/*
 * A scenario as a person reads it.
 */
#ifndef SCENARIO_PRINT_H
#define SCENARIO_PRINT_H 1

#include <stdio.h>

#include "scenario/scenario.h"

/* Writes the configuration, each actor's operations and the interleaving, one thing a line, each
 * line after `indent` spaces. */
void scenario_print(FILE *, const struct scenario *, int indent);

/* Writes a list of preemptions, one a line, with the actors' names: those that they have in the
 * execution that has just been (`s` NULL), or the ones that the threads of `s` begin with. */
void preemptions_print(FILE *, const struct preemption *, size_t n, int indent,
                       const struct scenario *s);

#endif /* print.h */
