/*
 * Mutation and crossover of scenarios: on operations and preemptions, not on bytes. Both depend on
 * their arguments alone.
 */
#ifndef GENERATION_MUTATE_H
#define GENERATION_MUTATE_H 1

#include "execution/profile.h"
#include "scenario/scenario.h"
#include "support/random.h"

/* Changes one to a few things. `profile` is what an execution of the scenario looked like, NULL if
 * unknown. */
void scenario_mutate(struct scenario *, const struct profile *, uint64_t seed);

/* Lets `strategy` decide who runs, with parameters that are drawn, or estimated from `profile`
 * (NULL if unknown). */
void scenario_choose_strategy(struct scenario *, enum scenario_strategy, const struct profile *,
                              struct random *);

/* Makes `out` of sections of `a` and `b`. */
void scenario_cross(struct scenario *out, const struct scenario *a, const struct scenario *b,
                    uint64_t seed);

/* The same on binary forms, as libFuzzer wants them: both return the new size, at most `max`.
 * `fallback` is a mutator of plain bytes, used now and then. Not reentrant. */
size_t scenario_mutate_bytes(uint8_t *data, size_t size, size_t max, uint64_t seed,
                             size_t (*fallback)(uint8_t *, size_t, size_t));
size_t scenario_cross_bytes(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                            uint8_t *out, size_t max, uint64_t seed);

#endif /* mutate.h */
