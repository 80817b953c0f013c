/*
 * What the parts of the shrinker share. Each pass tries candidates and returns whether one of them
 * became the best so far.
 */
#ifndef SHRINK_INTERNAL_H
#define SHRINK_INTERNAL_H 1

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

/* Asks about a candidate. If it shows it and is smaller than the best it becomes the best, with the
 * preemptions that really took place. */
bool shrink_try(struct shrinker *, const struct scenario *candidate);

/* True when no more questions may be asked. */
bool shrink_over(const struct shrinker *);

/* The new number of each actor after a reduction. */
struct actor_map {
    uint8_t to[RUNTIME_MAX_ACTORS];
};
void actor_map_identity(struct actor_map *);

/* carry.c: as shrink_try(); if the candidate, which has the operations and actors of the
 * best without some, does not show it as it is, its preemptions are carried over. `map` may be
 * NULL. */
bool shrink_try_carried(struct shrinker *, const struct scenario *candidate,
                        const struct actor_map *map);

/* search.c: as shrink_try(), with a preemption more at each possible place. */
bool shrink_try_places(struct shrinker *, const struct scenario *candidate);
/* One preemption instead of any two. */
bool shrink_fewer_preemptions(struct shrinker *);
/* One operation less, and any one preemption another. */
bool shrink_operations_by_search(struct shrinker *);

/* merge.c: main does what a packet thread did, one sleep what two did. */
bool shrink_merge(struct shrinker *);

/* vary.c: other things instead of what is there, and fewer. */
bool shrink_vary(struct shrinker *);

/* lists.c. */
void preemptions_remove(struct scenario *, unsigned first, unsigned n);
bool shrink_preemptions(struct shrinker *);
bool shrink_operations(struct shrinker *);
bool shrink_pairs(struct shrinker *);

/* The lists of operations: main's and the packet threads'. */
enum { OPERATION_LISTS = 1 + SCENARIO_MAX_PACKET_THREADS };
struct operations *operation_list(struct scenario *, unsigned list);
void operations_remove(struct scenario *, unsigned list, unsigned first, unsigned n);

/* world.c. */
bool shrink_world(struct shrinker *);

/* operands.c. */
bool shrink_operands(struct shrinker *);
bool shrink_points(struct shrinker *);

#endif /* internal.h */
