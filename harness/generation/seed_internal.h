/*
 * What the files of seeds share.
 */
#ifndef GENERATION_SEED_INTERNAL_H
#define GENERATION_SEED_INTERNAL_H 1

#include "generation/seeds.h"

/* The groups of seeds; each ends with one that has no name. */
extern const struct seed seeds_of_traffic[]; /* What is installed, deleted and hit. */
extern const struct seed seeds_of_faults[];  /* What the datapath does wrong. */
extern const struct seed seeds_of_threads[]; /* What main asks of the threads; limits. */

/* Main has its flow installed and hit, and the packet threads do nothing before that. */
void seed_install_and_meet(struct scenario *, unsigned flow);

#endif /* seed_internal.h */
