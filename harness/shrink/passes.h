/*
 * The passes of the shrinker. Each tries candidates that are made of the best scenario in one way, and
 * returns whether one of them became the best so far. shrink.c has the table of them.
 */
#ifndef SHRINK_PASSES_H
#define SHRINK_PASSES_H 1

#include "shrink/edits.h"
#include "shrink/engine.h"

/* freeze.c: the interleaving becomes a list of preemptions, and nothing else. */
bool shrink_freeze(struct shrinker *);

/* lists.c: fewer preemptions, fewer operations, two operations less at once. */
bool shrink_preemptions(struct shrinker *);
bool shrink_operations(struct shrinker *);
bool shrink_pairs(struct shrinker *);

/* world.c: fewer actors and flows, settings as in the empty input. */
bool shrink_world(struct shrinker *);

/* merge.c: main does what a packet thread did, one sleep what two did. */
bool shrink_merge(struct shrinker *);

/* search.c: one preemption instead of any two; one operation less, and any one preemption another. */
bool shrink_fewer_preemptions(struct shrinker *);
bool shrink_operations_by_search(struct shrinker *);
/* As shrink_try(), with a preemption more at each possible place. */
bool shrink_try_places(struct shrinker *, const struct scenario *candidate);

/* operands.c: operands nearer to 0, earlier points. */
bool shrink_operands(struct shrinker *);
bool shrink_points(struct shrinker *);

/* vary.c: other things instead of what is there, and fewer. */
bool shrink_vary(struct shrinker *);

#endif /* passes.h */
