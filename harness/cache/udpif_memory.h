/*
 * What the adapter for src/ keeps from one call to the next, and whose business its violations are.
 * Two implementations, of which a program links one:
 *
 *   udpif_memory_static.c   static arrays and the deterministic runtime's actors: one execution is
 *                           like the next
 *   udpif_memory_heap.c     the heap and the threads of the system: as many flows and threads as
 *                           there are, and AddressSanitizer sees a translation that is used after
 *                           it was given back, or given back twice
 */
#ifndef CACHE_UDPIF_MEMORY_H
#define CACHE_UDPIF_MEMORY_H 1

#include "cache/udpif_adapter.h"

enum { ADAPTER_MAX_RECORDS = 64 }; /* That one dump_next() is asked for. */

/* A translation's bytes live as long as its handle. */
struct translation_handle {
    uint32_t number; /* The world's. */
    struct udpif_bytes actions, mask, execute;
};
struct translation_handle *handle_take(uint32_t number);
void handle_give_back(struct translation_handle *);

/* The number of what the cache says is a translation. A violation if it can be none. */
uint32_t handle_number(const struct translation_handle *);

/* One thread's part in a dump. A record's bytes live until the next call. */
struct dp_dump_thread {
    unsigned number; /* The world's. */
    struct udpif_bytes keys[ADAPTER_MAX_RECORDS], masks[ADAPTER_MAX_RECORDS],
        actions[ADAPTER_MAX_RECORDS];
};
struct dp_dump_thread *dump_thread_take(unsigned number);
void dump_thread_give_back(struct dp_dump_thread *);

/* The same as handle_number(). */
unsigned dump_thread_number(const struct dp_dump_thread *);

/* The packet whose upcall the calling thread handles: src/ does not say whose translation it wants,
 * but each follows the beginning of its upcall. */
uint64_t *packet_in_hand(void);

/* The world of the next cache has so many flows; 0: CACHE_USUAL_FLOWS. */
void adapter_expect_flows(unsigned n_flows);
/* Whether this world may have such a flow and such a packet thread. */
bool adapter_may_have(unsigned flow, unsigned pmd);

/* A cache has been made whose tables may grow by themselves, or not. */
void adapter_check_tables(bool may_grow);

/* The cache has asked for what no world offers. */
_Noreturn void adapter_violation(const char *rule, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif /* udpif_memory.h */
