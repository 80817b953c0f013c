/*
 * How much each step of a trace says about its failure.
 */
#ifndef PROGRAM_WEIGH_H
#define PROGRAM_WEIGH_H 1

#include "program/timeline/trace.h"

/* The weight of the failure itself. What says nothing has 0. The scale is that of
 * report/timeline.h. */
enum { WEIGHT_MOST = 100 };

/* Stores the weights of all steps that are kept. */
void weigh_steps(const struct trace *, uint8_t *weights);

#endif /* weigh.h */
