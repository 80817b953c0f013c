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

/* Writes the sides of a failure that has several, with their stacks. */
void timeline_sides(FILE *);

/* A side: of a data race or a use after free an access, of a deadlock one who waits. */
struct timeline_side {
    size_t step;
    const char *what; /* Static: "the first access", or "waits for ever". */
    bool is_earlier;  /* Of two accesses. */
    bool is_end;      /* The step in which the last of them had to wait. */
};
/* Finds the sides of the last trace's failure, `max` at most; how many. */
size_t timeline_find_sides(struct timeline_side *, size_t max);

/* Says where it failed, " in f (f.c:12), thread-3"; what its message says already is left out. */
void timeline_place(char *place, size_t size);

/* The message of the last trace's outcome for people: "mutex 2" is called by the mutex's name. */
void timeline_outcome(const struct runtime_outcome *, char *message, size_t size);

/* What a preemption of a schedule is about, as the last trace has it: for the file. */
void timeline_preemption(FILE *, const struct schedule *, size_t preemption);

/* What a step is, in words, with its place: "reads n = 1 :36". */
void timeline_step(const struct trace *, size_t step, char *text, size_t size);

/* The same without its place: "reads n = 1". */
void timeline_say(const struct trace *, size_t step, char *text, size_t size);

/* The same without the value: "reads n". */
void timeline_action(const struct trace *, size_t step, char *text, size_t size);

/* The name of what a step accesses, locks or the like; "" if there is no such thing. And the value
 * that was read or written; "" if it is not known. */
void timeline_thing(const struct trace_step *, char *name, size_t size);
void timeline_value(const struct trace_step *, char *text, size_t size);

/* Of a kind of event: the class of the lock or the like that it is about, OBJECT_CLASSES if it is
 * about none, and the word for one. */
enum object_class timeline_object_class(unsigned kind);
const char *timeline_object_word(unsigned kind);
/* The name of a lock or the like, from any step that is about it. False if none is known. */
bool timeline_object(enum object_class, uint64_t number, char *name, size_t size);

/* An actor's name, with its function: "thread-2 (reader)". */
void timeline_actor(const struct trace *, unsigned actor, char *name, size_t size);

#endif /* timeline.h */
