/*
 * Where a preemption falls, in words that outlive a change of the source: what its actor has just
 * done, in which function, and how often it had done that by then. Points alone are moved by the
 * first access more or less.
 */
#ifndef PROGRAM_ANCHORS_H
#define PROGRAM_ANCHORS_H 1

#include "program/explore/schedule.h"

/* Gives the preemptions of a schedule their anchors, from the last trace, which it has led to. One
 * with more than SCHEDULE_ANCHORS preemptions gets none. */
void anchors_take(struct schedule *);

/* Executes the schedule with its preemptions at their anchors, one after the other; those that are
 * not found stay at their points. `*moved` has it as it then is. Returns whether that shows the
 * failure, of which the last trace tells. */
bool anchors_follow(const struct schedule *, struct schedule *moved);

#endif /* anchors.h */
