/*
 * Choices of values (uk_choose() and the like) of the last trace: a smaller value is simpler.
 */
#ifndef PROGRAM_CHOICES_H
#define PROGRAM_CHOICES_H 1

#include "program/explore/schedule.h"

/* Gives each choice of a schedule the smallest value with which it still fails, one after the other;
 * the last trace is of the schedule, and is of the new one then. Returns how many executions it
 * took. Ends early if `*stop` becomes true. */
unsigned choices_lower(struct schedule *, const volatile bool *stop);

/* How many choices were made, and how many of the schedule's preemptions decide one. */
unsigned choices_made(void);
size_t choices_preemptions(const struct schedule *);

#endif /* choices.h */
