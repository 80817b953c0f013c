/*
 * A cache that cannot be made: memory is short, or a setting is out of range.
 */
#ifndef EXECUTION_FAILED_CREATE_H
#define EXECUTION_FAILED_CREATE_H 1

#include "cache/cache.h"

/* [main] Asks for a cache while its `nth` allocation (from 1 on) fails: it must say ENOMEM, and leave
 * nothing behind. If it makes fewer, or is of those that promise nothing, nothing happens. */
void create_without_memory(const struct cache_under_test *, const struct cache_settings *,
                           const struct cache_world *, unsigned nth);

/* [main] Asks for a cache with one setting that is out of range (`which` says which): it must say
 * EINVAL, and leave nothing behind. If it is of those that promise nothing, nothing happens. */
void create_out_of_range(const struct cache_under_test *, const struct cache_settings *,
                         const struct cache_world *, unsigned which);

#endif /* failed_create.h */
