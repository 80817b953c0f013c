/*
 * The cheapest world a cache can live in, so that what is measured is the cache: a datapath that is
 * an array, and rules that forward every flow alike.
 *
 * Every flow is hit by one packet per *tick*, so its counters are the ticks since it was put, and
 * no packet has to be sent. A dump shows the array from its beginning to its end, in batches that
 * all revalidators take from; flow i has its place in it by a fixed permutation, so that a dump
 * does not meet ukeys in the order in which they were made.
 *
 * One world per process. Functions of the interfaces on any thread; the others on main, while no
 * thread is in the cache unless it says so.
 */
#ifndef FLAT_WORLD_H
#define FLAT_WORLD_H 1

#include "udpif.h"

extern const struct datapath flat_datapath;
extern const struct translation flat_translation;

/* Begins again with an empty datapath that has room for `n_flows`. False without memory. */
bool flat_begin(uint32_t n_flows);
void flat_end(void);

/* The miss of a flow. Any thread. */
void flat_upcall(uint32_t flow, struct upcall *);

/* A packet thread adds the flow that the cache told it to add. Any thread. */
void flat_add(uint32_t flow);

/* Each flow is hit once more. Any thread. */
void flat_tick(void);

/* How many flows there are. Any thread. */
uint64_t flat_n_flows(void);

/* All packets that hit a flow so far, and all that were credited. */
uint64_t flat_n_hits(void);
uint64_t flat_n_credited(void);

#endif /* flat_world.h */
