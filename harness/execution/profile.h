/*
 * What is remembered of an execution so that a mutator can aim: how far each actor got, which
 * preemptions it took, and where an actor touched what another had touched before. A preemption at
 * such a place, or just before it, is worth more than one anywhere else.
 *
 * Profiles are kept in a table of fixed size by the hash of the scenario's binary form; a newer one
 * drives out an older one in the same place.
 */
#ifndef EXECUTION_PROFILE_H
#define EXECUTION_PROFILE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/runtime.h"
#include "runtime/strategy.h"

enum { PROFILE_MAX_MEETINGS = 48, PROFILE_MAX_PREEMPTIONS = 1024 };

/* `actor` passed point `point` and touched what `other` had touched last, at its point
 * `other_point`. */
struct meeting {
    uint8_t actor, other;
    uint16_t point, other_point;
};

struct profile {
    uint64_t key; /* Hash of the scenario's binary form; 0: none. */
    uint16_t points[RUNTIME_MAX_ACTORS];
    /* How many operations of each enum pending_class. */
    uint16_t operations[PENDING_CLASSES][RUNTIME_MAX_ACTORS];
    uint32_t n_seen; /* Meetings met, more than are kept. */
    uint8_t n_meetings;
    uint16_t n_preemptions; /* 0 as well if there were more than are kept. */
    struct meeting meetings[PROFILE_MAX_MEETINGS];
    struct preemption preemptions[PROFILE_MAX_PREEMPTIONS];
};

/* A hash (XXH3) of some bytes, never 0. */
uint64_t profile_key(const uint8_t *, size_t);

/* Empties `profile` for an execution that begins. */
void profile_begin(struct profile *, uint64_t key);

/* Adds a meeting. Keeps a fair sample of them when there are too many. */
void profile_meet(struct profile *, const struct meeting *);

/* Completes `profile` after the execution, from what the runtime knows of it. */
void profile_end(struct profile *);

/* Puts a copy into the table. */
void profile_remember(const struct profile *);

/* The profile of a scenario that was executed not long ago, or NULL. */
const struct profile *profile_recall(uint64_t key);

#endif /* profile.h */
