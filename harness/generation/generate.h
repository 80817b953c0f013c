/*
 * Scenarios that reach deep places on purpose, composed of patterns (pattern.h):
 *
 *  - before: each flow is installed and idle, just installed, held by the datapath before the cache
 *    starts, or not there; rounds have passed, or none;
 *  - storm: the operations of one to three patterns, shuffled together, each in its own order;
 *  - after: rounds and packets, in which what was left wrong can show; now and then a second storm.
 *
 * Worlds are small, one to three flows, so that executions are short and actors meet. All choices
 * depend on the random alone.
 */
#ifndef GENERATION_GENERATE_H
#define GENERATION_GENERATE_H 1

#include "generation/pattern.h"

void scenario_generate(struct scenario *, struct random *);

/* The same with this pattern alone. */
void scenario_generate_of(struct scenario *, const struct pattern *, struct random *);

/* Puts the storm of a pattern somewhere among the operations that are there, as far as there is room,
 * and makes the world large enough for it. */
void scenario_graft(struct scenario *, struct random *);

#endif /* generate.h */
