/*
 * What the harness sees of Open vSwitch's file without a word from it. ukeys are read where they
 * are; upcalls are followed from the datapath's queue to the operation that ends them; the verdict
 * on each is told by what the file does meanwhile (a node in a table, a counter, a refused lock).
 */
#ifndef OVS_WATCH_H
#define OVS_WATCH_H 1

#include <stdbool.h>
#include <stdint.h>

#include "cache/cache.h"

/* A ukey, through the eyes of the file that knows its structure. */
struct watched_ukey {
    const void *ukey; /* A key, followed by the reader only. */
    unsigned flow, pmd;
    uint64_t serial;
    bool of_upcall;         /* Made in one. */
    enum cache_state state; /* When it was last seen. */
};

/* `read_state` and `is_locked` say of a ukey what state it is in, and whether its lock is held. */
void watch_begin(enum cache_state (*read_state)(const void *ukey),
                 bool (*is_locked)(const void *ukey));
void watch_ukey_made(const void *ukey, unsigned flow, unsigned pmd);
/* Its memory is about to be freed. */
void watch_ukey_freed(const void *ukey);
/* Reads all ukeys that there are, and tells the world of steps. */
void watch_look(void);
/* Calls it for each ukey that there is. */
void watch_each(void (*function)(const struct watched_ukey *));
/* Whether a ukey of the flow is in that state. */
bool watch_has(unsigned flow, unsigned pmd, enum cache_state);
/* How many stand for a flow: VISIBLE or OPERATIONAL, or inconsistent. */
unsigned watch_n_counting(void);
/* The number of a ukey that there is; 0 if there is none. */
uint64_t watch_serial(const void *ukey);

/* The running actor has taken an upcall, and is done with those it has taken. */
void watch_upcall_begin(unsigned flow, unsigned pmd, uint64_t packet, bool miss);
void watch_upcalls_end(void);
/* What comes of the next miss that it has taken and that has no verdict yet; or of the latest that
 * it has taken. */
void watch_verdict(enum cache_verdict);
void watch_verdict_on_latest(enum cache_verdict);
/* Whether it is in an upcall; and the packet of the latest that it has taken. */
bool watch_in_upcall(void);
uint64_t watch_packet_in_hand(void);
/* Its packet was translated: a flow of it has `actions`, the packet itself is to be executed with
 * `execute`, which is the same to Open vSwitch; and what a packet in hand is executed with. */
void watch_translated(uint64_t packet, uint32_t actions, uint32_t execute);
uint32_t watch_execution(uint64_t packet, uint32_t actions);

/* Coverage counters by name. `name` lives for ever. */
void watch_counted(const char *name);
size_t watch_counters(struct cache_counter *, size_t max);

/* A revalidator's round. */
void watch_round_begin(uint64_t dump_seq, uint64_t reval_seq);
void watch_dump_ended(bool complete);
void watch_round_end(uint32_t limit);
uint64_t watch_n_rounds(void);

#endif /* watch.h */
