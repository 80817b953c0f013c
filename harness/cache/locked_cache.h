/*
 * A cache under test on real threads: each call of the cache gives up the world lock of
 * threads/threads.h, each call of the world takes it. So the model and the oracles, on one side of
 * it, run one at a time, and the cache, on the other, runs as it would.
 */
#ifndef CACHE_LOCKED_CACHE_H
#define CACHE_LOCKED_CACHE_H 1

#include "cache/cache.h"

/* `cache` with that around it. One at a time. */
const struct cache_under_test *cache_locked(const struct cache_under_test *cache);

#endif /* locked_cache.h */
