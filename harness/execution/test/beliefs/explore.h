/*
 * What the beliefs are compared in: scenarios that depend on a number alone.
 *
 * Each is one of the generator's, or a crowded one (crowd.h). It is executed as it is, and then
 * again with one preemption more each time, at an operation of the world in the execution before:
 * it is while somebody waits for an answer, or has one that it has not acted on, that what others
 * do is hardest to follow.
 */
#ifndef EXPLORE_H
#define EXPLORE_H 1

#include "scenario/scenario.h"

/* Makes each execution of scenario `seed` in turn. `execute` runs the scenario, and returns whether
 * to go on. */
void explore(uint64_t seed, bool (*execute)(const struct scenario *));

#endif /* explore.h */
