/*
 * The two halves of locked_cache.h.
 */
#ifndef CACHE_LOCKED_INTERNAL_H
#define CACHE_LOCKED_INTERNAL_H 1

#include "cache/cache.h"

/* `world`, each of whose functions takes the world lock. One at a time. */
const struct cache_world *world_locked(const struct cache_world *world);

#endif /* locked_internal.h */
