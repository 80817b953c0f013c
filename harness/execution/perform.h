/*
 * The interpreter of operations: each is performed by one function, found in a table of all of them.
 */
#ifndef EXECUTION_PERFORM_H
#define EXECUTION_PERFORM_H 1

#include "cache/cache.h"
#include "scenario/operation.h"

/* Who performs operations. */
struct performer {
    const struct cache_under_test *cache;
    unsigned pmd; /* The flow table in which its packets are looked up. */
    /* For how long it may still sleep, in all; virtual ms. */
    unsigned allowance_ms;
};

/* An operation that the actor may do, on a flow that there is. */
void perform(struct performer *, const struct operation *);

/* A pmd as operations name it. */
unsigned pmd_of_operand(unsigned operand);

#endif /* perform.h */
