/*
 * What Open vSwitch's file is given instead of the rest of the switch: a datapath, a translation
 * and threads, all on the harness's world and runtime.
 */
#ifndef OVS_WORLD_H
#define OVS_WORLD_H 1

#include "cache/cache.h"
#include "runtime/runtime.h"

struct dpif;
struct dpif_op;
struct ofproto_dpif;
struct dpif_backer;

/* The harness's world, for as long as a cache exists. */
extern const struct cache_world *ovs_world;

/* datapath.c: a datapath whose class calls `ovs_world`. One exists at a time. */
struct dpif *ovs_datapath_open(unsigned queue_capacity);
void ovs_datapath_close(void);
/* A packet goes into a handler's queue: 0, ENOBUFS, ESHUTDOWN. */
int ovs_datapath_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                      const struct cache_stats *, enum cache_upcall kind);
/* The callbacks that Open vSwitch has registered. upcall: 0, ENOSPC or another error; ESHUTDOWN
 * when upcalls are disabled. */
int ovs_datapath_upcall(unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *,
                        uint32_t *actions, uint32_t *mask, uint32_t *execute);
void ovs_datapath_purge(unsigned pmd);

/* adapter.c: the leader is about to open a dump. */
void ovs_round_begins(void);
/* adapter.c: whether the delete, one of the file's own operations, is of no ukey. */
bool ovs_is_without_ukey(const struct dpif_op *);

/* translation.c: the one bridge that there is. */
struct ofproto_dpif *ovs_bridge(struct dpif_backer *);
/* How many translations this process has seen fail, as there was no bridge. */
uint32_t ovs_n_failed_translations(void);

#endif /* world.h */
