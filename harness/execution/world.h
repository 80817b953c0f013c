/*
 * The world that a scenario asks for, and the settings of the cache in it: the same for each engine that
 * executes scenarios.
 */
#ifndef EXECUTION_WORLD_H
#define EXECUTION_WORLD_H 1

#include "cache/cache.h"
#include "model/model.h"
#include "scenario/scenario.h"

struct model_settings world_settings(const struct scenario *);

/* `queue_capacity`: how many upcalls a handler's queue holds if the scenario does not say. */
struct cache_settings world_cache_settings(const struct scenario *, unsigned queue_capacity);

#endif /* world.h */
