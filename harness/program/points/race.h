/*
 * Data races: two accesses to the same memory by two actors, one of which at least is a write and
 * one of which at least is not atomic, with nothing that orders them. For each eight bytes the last
 * few accesses are remembered, as ThreadSanitizer does, so of many readers some may be forgotten.
 */
#ifndef PROGRAM_RACE_H
#define PROGRAM_RACE_H 1

#include <stdbool.h>

#include "program/points/points.h"

/* What becomes of a race. */
enum race_mode {
    RACES_UNSEEN, /* Nobody looks for them. */
    RACES_NOTED,  /* It is noted that there was one, and the execution goes on. */
    RACES_FAIL    /* It is a violation of RACE. */
};

/* From the next execution on. */
void race_set_mode(enum race_mode);

/* Whether one was noted in the last execution. */
bool race_was_noted(void);

/* Forgets the execution before. */
void race_begin(void);

/* The running actor is about to do this. [actor] */
void race_access(const struct access_seen *);

#endif /* race.h */
