/*
 * What an execution of the program does, counted: strategies spread their decisions over it.
 */
#ifndef PROGRAM_PROFILE_H
#define PROGRAM_PROFILE_H 1

#include "runtime/strategy.h"

enum { PROFILE_OBJECTS = 512, PROFILE_ALL = PENDING_CLASSES };

struct profile {
    uint32_t n_executions;
    uint32_t length;        /* Points of the longest. */
    unsigned n_actors;      /* None of the others has done anything. */
    bool stacks_are_shared; /* Somebody has looked into another one's stack. */
    /* How many operations each actor does, at most: of each class, and of all. */
    uint16_t estimates[PENDING_CLASSES + 1][RUNTIME_MAX_ACTORS];
    /* The same for the objects that were met first, that more than one actor uses, and that
     * somebody writes. */
    unsigned n_objects;
    uint64_t objects[PROFILE_OBJECTS];
    uint16_t object_estimates[PROFILE_OBJECTS][RUNTIME_MAX_ACTORS];
};

/* Puts a counter in front of a strategy, and counts what one execution does under it. The profile
 * gets the larger of what it has and what was counted, by profile_end(). One at a time. */
struct strategy *profile_begin(struct strategy *);
void profile_end(struct profile *, uint32_t n_points, bool stacks_are_shared);

#endif /* profile.h */
