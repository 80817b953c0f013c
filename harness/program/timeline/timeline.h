/*
 * The last trace, told to a person: a lane for each actor, time goes down. Only what matters is
 * shown: preemptions, what was done around them, accesses to what several actors use, locks.
 */
#ifndef PROGRAM_TIMELINE_H
#define PROGRAM_TIMELINE_H 1

#include <stddef.h>
#include <stdio.h>

#include "program/explore/schedule.h"
#include "program/timeline/trace.h"

/* Writes the last trace in at most `n_lines` lines. */
void timeline_print(FILE *, size_t n_lines);

/* Looks up all places of the last trace. What is below does that itself, but for timeline_step(). */
void timeline_look_up(void);

/* Writes the last trace's verdict in a line: what failed, and where. */
void timeline_verdict(FILE *, const char *file);

/* Writes the sides of a failure that has several, with their stacks (timeline_sides.c). */
void timeline_sides(FILE *);

/* Says where it failed, " in f (f.c:12), thread-3"; what its message says already is left out. */
void timeline_place(char *place, size_t size);

/* The message of the last trace's outcome for people: "mutex 2" is called by the mutex's name. */
void timeline_message(const struct runtime_outcome *, char *message, size_t size);

/* What a preemption of a schedule is about, as the last trace has it: for the file. */
void timeline_preemption(FILE *, const struct schedule *, size_t preemption);

/* What a step is, in words, with its place: "reads n = 1 :36". */
void timeline_step(const struct trace *, size_t step, char *text, size_t size);

/* An actor's name, with its function: "thread-2 (reader)". */
void timeline_actor(const struct trace *, unsigned actor, char *name, size_t size);

#endif /* timeline.h */
