/*
 * The parts of mutate.c.
 */
#ifndef GENERATION_MUTATE_INTERNAL_H
#define GENERATION_MUTATE_INTERNAL_H 1

#include "generation/mutate.h"
#include "support/random.h"

/* Changes one setting. */
void mutate_configuration(struct scenario *, struct random *);

/* Changes one thing in one actor's list. */
void mutate_operations(struct scenario *, struct random *);

/* Changes one thing in the interleaving. */
void mutate_interleaving(struct scenario *, const struct profile *, struct random *);

/* A fresh interleaving of the same operations, by a strategy of the portfolio. */
void mutate_reschedule(struct scenario *, const struct profile *, struct random *);

/* A strategy of the portfolio that draws lots, with new parameters. */
void mutate_strategy(struct scenario *, const struct profile *, struct random *);

/* Copies a run of operations of `from` into a place in `to`. */
void splice_operations(struct operations *to, unsigned max, const struct operations *from,
                       struct random *);

#endif /* mutate_internal.h */
