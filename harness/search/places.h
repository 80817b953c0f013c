/*
 * The places of a recorded execution at which an actor can be preempted, each with what an anchor
 * says of it; and the way back, from an anchor to the places that it may mean.
 */
#ifndef SEARCH_PLACES_H
#define SEARCH_PLACES_H 1

#include "report/recording.h"
#include "report/source/source.h"
#include "scenario/scenario.h"

/* What an actor has done, as an anchor says it. */
struct place {
    uint8_t actor;
    uint8_t event, operation, landmark;
    uint16_t nth, landmark_nth;
    uint32_t point;       /* Of the event; a preemption after it is at a later one. */
    const char *function; /* Of the code under test; "" if it is not known. */
    size_t before;        /* Index of the actor's place before; PLACES_NONE. */
};
#define PLACES_NONE SIZE_MAX

struct places {
    size_t n;
    struct place *list; /* In the order of execution. */
    bool has_functions;
};

/* `map` may be NULL, and lives as long as the places. False without memory. Ended by
 * places_free(). */
bool places_make(struct places *, const struct recording *, const struct source_map *map);
void places_free(struct places *);

/* Gives every preemption of `s` that took place in the recorded execution of it an anchor, and puts
 * them in the order of execution, those that did not take place at the end. The strategy must be
 * `replay`. */
void places_anchor(const struct places *, const struct recording *, struct scenario *s);

/* Whether preemption `i` of `s`, which has an anchor, took place in the recorded execution, and
 * where the anchor says. */
bool places_confirm(const struct places *, const struct recording *, const struct scenario *s,
                    unsigned i);

/* A place that an anchor may mean. */
struct place_match {
    uint32_t point; /* Of a preemption there. */
    unsigned cost;  /* How much is different. 0: nothing is, as far as is known. */
};

/* Looks for the places that anchor `i` of `s` may mean, the best first; of equal ones that whose
 * point is nearest to the preemption's. Stores at most `max`, and returns how many. */
size_t places_match(const struct places *, const struct scenario *s, unsigned i,
                    struct place_match *matches, size_t max);

#endif /* places.h */
