/*
 * The scripted cache, for the other files of this folder: script.h has what a script sets.
 */
#ifndef ORACLE_TEST_FAKE_CACHE_H
#define ORACLE_TEST_FAKE_CACHE_H 1

#include "cache/cache.h"

extern const struct cache_under_test fake_cache;

/* What the cache was given with the packet that it got last. */
extern struct cache_stats fake_packet_stats;

/* Whether a packet is still to be executed; and with what, after which it no longer is. */
bool fake_is_due(uint64_t packet);
uint32_t fake_execute(uint64_t packet);

/* Forgets the execution before. */
void fake_reset(void);

#endif /* fake_cache.h */
