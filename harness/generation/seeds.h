/*
 * The seed corpus, as code: scenarios that a fuzzer begins with. targets/make_seeds writes them to
 * corpus/seeds/, and a test checks that the files there are these, and that each seed reaches what
 * it is there to reach.
 */
#ifndef GENERATION_SEEDS_H
#define GENERATION_SEEDS_H 1

#include "execution/execute.h"

struct seed {
    const char *name; /* The file is corpus/seeds/NAME.scenario. */
    void (*build)(struct scenario *);
    const char *reaches[4]; /* Counters of the cache that must not be 0, up to the first NULL. */
};

/* All of them, numbered from 0; NULL beyond the last. */
const struct seed *seed_at(size_t index);
size_t seed_count(void);

/* True if an execution reached what the seed is there to reach, without a violation. */
bool seed_reached(const struct seed *, const struct scenario_result *);

/* Builds the scenario. Where the seed uses strategy `random`, the smallest number is taken that
 * makes an execution reach what it is to reach. Returns false if none of the first SEED_ATTEMPTS
 * does. */
enum { SEED_ATTEMPTS = 2000 };
bool seed_build(const struct seed *, struct scenario *);

#endif /* seeds.h */
