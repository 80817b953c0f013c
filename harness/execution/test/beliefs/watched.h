/*
 * The cache of src/ as a cache under test, with the comparisons around it: whenever it has called
 * its world, and the oracles have heard that, what they believe is held against what it has.
 */
#ifndef WATCHED_H
#define WATCHED_H 1

#include "cache/cache.h"

extern const struct cache_under_test *watched_cache(void);

#endif /* watched.h */
