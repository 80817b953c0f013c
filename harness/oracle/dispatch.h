/*
 * From what is observed to those who want to know it. The doors (watch_users.c, watch_world.c,
 * watch_model.c) call observe(); nothing else does.
 */
#ifndef ORACLE_DISPATCH_H
#define ORACLE_DISPATCH_H 1

#include "oracle/context.h"

/* Another observation: checks, beliefs, checks, as observation.h says. Does not return if an
 * invariant does not hold. [actor] */
void observe(const struct observation *);
#define OBSERVE(KIND, ...) observe(&(const struct observation){.kind = OBS_##KIND, __VA_ARGS__})

/* Forgets the execution before. */
void dispatch_reset(void);

/* For a test: asks the checks in the reverse order from now on, or in the usual one again. What
 * comes of an execution is the same. */
void dispatch_reverse_checks(bool reverse);

/* The doors. The world as the cache is given it: `below` does the work, and what the cache does there
 * is observed. One at a time. And what the model tells. */
const struct cache_world *watch_world(const struct cache_world *below);
extern const struct model_listener watched_model;

#endif /* dispatch.h */
