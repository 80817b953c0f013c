/*
 * The engine of the shrinker: it holds the best scenario so far, asks about candidates, and takes those that
 * are better. Passes (passes.h) make the candidates by edits (edits.h).
 */
#ifndef SHRINK_ENGINE_H
#define SHRINK_ENGINE_H 1

#include "runtime/runtime.h"
#include "shrink/shrink.h"

struct shrinker {
    const struct shrink_predicate *predicate;
    uint32_t n_questions;
    bool stopped;
    struct scenario best;
    struct shrink_observation seen; /* Of `best`. */
    struct shrink_observation last; /* Of the last candidate. */
};

/* Nothing is asked yet, and `best` is not set. */
void shrink_begin(struct shrinker *, const struct shrink_predicate *);

/* Asks whether a scenario shows it; `last` is what its execution looked like. */
bool shrink_ask(struct shrinker *, const struct scenario *);

/* Makes a scenario that has just been asked about the best, whatever it costs. */
void shrink_take(struct shrinker *, const struct scenario *);

/* Asks about a candidate. If it shows it and is smaller than the best it becomes the best, with the
 * preemptions that really took place. */
bool shrink_try(struct shrinker *, const struct scenario *candidate);

/* True when no more questions may be asked. */
bool shrink_over(const struct shrinker *);

/* Gives `s` the preemptions of an execution, in their order. Returns false, and changes nothing, if the
 * list is not complete. */
bool shrink_take_recorded(struct scenario *s, const struct shrink_observation *seen);

/* The new number of each actor after an edit. */
struct actor_map {
    uint8_t to[RUNTIME_MAX_ACTORS];
};
void actor_map_identity(struct actor_map *);

/* carry.c: as shrink_try(); if the candidate, which has the operations and actors of the
 * best without some, does not show it as it is, its preemptions are carried over. `map` may be
 * NULL. */
bool shrink_try_carried(struct shrinker *, const struct scenario *candidate,
                        const struct actor_map *map);

#endif /* engine.h */
