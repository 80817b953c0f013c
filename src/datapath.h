/*
 * The datapath as the cache needs it. The user of the cache implements this interface.
 *
 * The cache calls `operate` and the dump functions from handler, revalidator and main threads, at
 * once, and never with a lock held; a call may block. Pointers in an operation or a record stay
 * valid until the call returns, or until the next call on the same dump thread.
 *
 * Errors are positive errno values, 0 is success.
 */
#ifndef DATAPATH_H
#define DATAPATH_H 1

#include "flow.h"

enum dp_op_type {
    DP_OP_PUT,     /* Install a new flow. EEXIST if there is one. */
    DP_OP_MODIFY,  /* Replace a flow's actions, keep its counters. ENOENT if there is none. */
    DP_OP_DELETE,  /* Remove a flow and return its counters. ENOENT if there is none. */
    DP_OP_GET,     /* Read a flow. ENOENT if there is none. */
    DP_OP_EXECUTE, /* Send the packet of an upcall through `actions`. */
};

/* The most bytes that a get returns of each of key, mask and actions. */
enum { DP_BUFFER_MAX = 256 };

/* One operation. The cache fills the first part in, the datapath the second. */
struct dp_op {
    enum dp_op_type type;
    struct ufid ufid;
    uint32_t pmd_id;
    struct bytes key, mask; /* PUT; key also EXECUTE. */
    struct bytes actions;   /* PUT, MODIFY, EXECUTE. */
    uint64_t packet;        /* EXECUTE: the upcall's packet. */

    int error;
    struct flow_stats stats; /* DELETE, GET. */
    /* DELETE: no packet can have been counted after `stats` was read. A datapath that reads the
     * counters and then unlinks the flow must say false; the cache then reports a possible loss. */
    bool stats_final;
    /* GET: what the flow is. The cache provides the room, DP_BUFFER_MAX bytes each; may be NULL
     * when the cache wants the counters alone. */
    struct dp_flow_buffer *buffer;
};

struct dp_flow_buffer {
    uint8_t key[DP_BUFFER_MAX], mask[DP_BUFFER_MAX], actions[DP_BUFFER_MAX];
    size_t key_size, mask_size, actions_size;
};

/* One flow as a dump reports it. */
struct dp_record {
    struct ufid ufid;
    uint32_t pmd_id;
    struct flow_stats stats;
    /* A terse dump leaves these empty. */
    struct bytes key, mask, actions;
};

struct dp_dump;        /* One dump of the whole flow table, shared by all revalidators. */
struct dp_dump_thread; /* One thread's part in it. */

struct datapath {
    void *aux; /* First argument of each function. */

    /* Carries out `n` operations in order and stores each one's result. */
    void (*operate)(void *aux, struct dp_op **ops, size_t n);

    /* How many flows it holds, in all layers. */
    uint64_t (*n_flows)(void *aux);

    /* A dump. `terse`: keys, masks and actions are not wanted. dump_create() may return NULL: then
     * the round has no dump. dump_next() fills up to `max` records and returns how many, 0 at the
     * end. dump_destroy() returns 0 if the dump has shown every flow that existed throughout it,
     * as far as the datapath knows, and an errno otherwise. */
    struct dp_dump *(*dump_create)(void *aux, bool terse);
    struct dp_dump_thread *(*dump_thread_create)(void *aux, struct dp_dump *);
    size_t (*dump_next)(void *aux, struct dp_dump_thread *, struct dp_record *, size_t max);
    void (*dump_thread_destroy)(void *aux, struct dp_dump_thread *);
    int (*dump_destroy)(void *aux, struct dp_dump *);
};

#endif /* datapath.h */
