/*
 * The cache under test, as the harness sees it: a small table of functions it must offer, and the
 * world it is given. The workload, the model and the oracles speak only these terms (flows by
 * number, credits, operations), never those of an implementation, so that another cache with the
 * same protocol can be driven by writing another adapter. udpif_adapter.c is the one for src/.
 *
 * All functions are called inside an execution of the deterministic runtime, on the actor that the
 * comment names; the world's functions are called by the cache on whichever actor it runs.
 */
#ifndef HARNESS_CACHE_H
#define HARNESS_CACHE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Flows are numbered from 0, and packet threads ("pmds") as well; a flow of one packet thread is
 * another instance of it than that of a second one. The limits are those of the deterministic
 * runtime's world. */
enum { CACHE_MAX_FLOWS = 128, CACHE_USUAL_FLOWS = 8, CACHE_MAX_PMDS = 3, CACHE_PMD_NULL = 0xff };

struct cache_stats {
    uint64_t n_packets, n_bytes, used_ms;
    uint16_t tcp_flags;
    uint8_t layer; /* 0 software, 1 tc, 2 hardware. */
    bool offloaded;
};

enum cache_op_type { CACHE_PUT, CACHE_MODIFY, CACHE_DELETE, CACHE_GET, CACHE_EXECUTE };

struct cache_op {
    enum cache_op_type type;
    unsigned flow, pmd;
    uint32_t actions;   /* What the flow does, as the model's translation gave it. GET: out. */
    uint32_t mask;      /* PUT; GET: out. */
    bool other_key;     /* PUT, EXECUTE: with the flow's other key. GET: out. */
    uint64_t packet;    /* EXECUTE. */
    bool counters_only; /* GET: actions and mask are not wanted. */
    /* Filled in by the model. */
    int error;
    struct cache_stats stats;
    bool stats_final;
};

struct cache_record {
    unsigned flow, pmd;
    struct cache_stats stats;
    bool full; /* actions, mask and other_key are given. */
    uint32_t actions, mask;
    bool other_key;
};

/* Why a packet is sent up. A flow has two keys with one identity, and packets of both match it. A cache
 * that has a ukey for the one must refuse the other. */
enum cache_upcall { CACHE_MISS, CACHE_MISS_OTHER_KEY, CACHE_ACTION };

enum cache_purpose {
    CACHE_TRANSLATE_UPCALL,
    CACHE_TRANSLATE_SLOW_PATH,
    CACHE_TRANSLATE_REVALIDATE
};

struct cache_translation {
    uint32_t actions, mask;
    uint32_t execute; /* What to do with the packet in hand; 0: drop. */
    bool cacheable;
    uint32_t handle; /* Owned by the cache; given back through release(). */
};

enum cache_state {
    STATE_CREATED,
    STATE_VISIBLE,
    STATE_OPERATIONAL,
    STATE_INCONSISTENT,
    STATE_EVICTING,
    STATE_EVICTED,
    STATE_DELETED,
    STATES
};

enum cache_verdict {
    VERDICT_INSTALLED,
    VERDICT_REPLACED,
    VERDICT_DUPLICATE,
    VERDICT_CONTENDED,
    VERDICT_CONFLICT,
    VERDICT_LIMITED,
    VERDICT_NOT_CACHEABLE,
    VERDICT_UNTRANSLATABLE,
    VERDICTS
};

enum cache_loss {
    LOST_VANISHED,
    LOST_DELETE_FAILED,
    LOST_NOT_FINAL,
    LOST_DECREASED,
    LOST_LAYER_CHANGED,
    LOST_UNTRANSLATABLE,
    LOSSES
};

/* What the cache is given: the model, and the ears of the oracles. `packets` of an upcall are
 * credited inside translate() by the model itself. */
struct cache_world {
    void (*operate)(struct cache_op *, size_t n); /* In order. */
    uint64_t (*n_flows)(void);
    bool (*dump_create)(bool terse);
    /* `thread`: 0, 1, ... one per revalidator in this dump, returned by dump_thread_create(). */
    unsigned (*dump_thread_create)(void);
    size_t (*dump_next)(unsigned thread, struct cache_record *, size_t max);
    void (*dump_thread_destroy)(unsigned thread);
    int (*dump_destroy)(void);

    int (*translate)(enum cache_purpose, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *packet_stats, struct cache_translation *);
    /* `delta` counts what is new; its other members are those of the flow. */
    void (*push_stats)(uint32_t handle, unsigned flow, unsigned pmd,
                       const struct cache_stats *delta);
    int (*adopt)(unsigned flow, uint32_t actions);
    void (*release)(uint32_t handle);

    void (*transition)(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                       enum cache_state to);
    void (*freed)(unsigned flow, unsigned pmd, uint64_t serial);
    void (*upcall_begin)(unsigned flow, unsigned pmd, uint64_t packet);
    void (*upcall_end)(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict);
    void (*loss)(unsigned flow, unsigned pmd, enum cache_loss);
    void (*limit_adjusted)(uint32_t limit); /* At the end of a round, just before round_end(). */
    void (*round_begin)(uint64_t dump_seq, uint64_t reval_seq);
    void (*round_end)(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete);
};

struct cache_settings {
    unsigned n_flows; /* Flows 0 .. n_flows - 1 exist; 0: CACHE_USUAL_FLOWS. */
    unsigned n_umaps;
    uint32_t flow_limit, max_idle_ms, max_revalidator_ms, min_revalidate_pps;
    bool revalidate_always, full_dump;
    /* The tables are made to be resized as flows come and go: on real threads by one of liburcu's. The
     * runtime has none; it knows the tables, and what that thread forbids. */
    bool umaps_grow;
    unsigned queue_capacity;
    unsigned upcall_batch, revalidate_batch;
    uint64_t packets_per_hit; /* In what the cache sees of counters; 0: one. */
    /* Flows' identities differ in one word each, and their hashes not at all. */
    bool identities_collide;
};

struct cache_entry {
    uint64_t serial;
    unsigned flow, pmd;
    enum cache_state state;
    struct cache_stats credited; /* So far, as the cache sees it. */
    uint32_t actions;
};

/* Counters by upstream's names. */
struct cache_counter {
    const char *name;
    uint64_t value;
};

/* What there is to say of a broken rule. Both live for ever. */
struct cache_remark {
    const char *
        known; /* The known mistake that it is: "B70". It becomes part of the signature, so that the
                        * known and the new are told apart. NULL: it is none. */
    const char *text; /* For people. NULL: nothing. */
};

#define CACHE_NO_FLOW UINT32_MAX

struct cache_under_test {
    const char *name;
    /* Its threads are pthread_create()'s, and its locks pthread_mutex_lock()'s: the runtime sees them
     * come and go. */
    bool on_pthreads;
    /* What it says of itself is complete: each loss once and only with cause, and in an entry every
     * member of what was credited. */
    bool is_exact;
    /* Its create() returns ENOMEM where memory is short, and nothing is left. */
    bool says_no_memory;
    /* It returns EINVAL where a setting is out of range, and nothing is left. */
    bool checks_settings;

    /* Main. All state is the cache's own; one cache exists at a time. create() returns 0 or an
     * errno. Main and packet actors are registered with RCU by enter() and leave(). */
    int (*create)(const struct cache_settings *, const struct cache_world *);
    void (*destroy)(void);
    int (*start)(unsigned n_handlers, unsigned n_revalidators);
    void (*stop)(bool delete_flows);
    int (*set_threads)(unsigned n_handlers, unsigned n_revalidators);
    int (*flush)(void);
    void (*pause)(void);
    void (*resume)(void);
    void (*purge)(void);
    void (*purge_pmd)(unsigned pmd);
    bool (*wait)(void);
    void (*let_in)(unsigned n_handlers);      /* Sequential use only, as the next two. */
    size_t (*handle_batch)(unsigned handler); /* Returns how many upcalls it handled. */
    void (*round)(void);
    void (*for_each)(void (*function)(void *aux, const struct cache_entry *), void *aux);

    /* Any actor. */
    void (*revalidate)(void);
    uint64_t (*n_flows)(void);
    uint32_t (*flow_limit)(void);
    uint64_t (*n_rounds)(void);
    size_t (*counters)(struct cache_counter *, size_t max);

    /* Packet threads (and the model, on their behalf). miss: 0, ENOBUFS, ESHUTDOWN. upcall: 0 (the
     * caller adds the flow with *actions and *mask), ENOSPC, ESHUTDOWN. */
    void (*enter)(void);
    void (*quiescent)(void);
    void (*leave)(void);
    int (*miss)(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                const struct cache_stats *, enum cache_upcall);
    int (*upcall)(unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *,
                  uint32_t *actions, uint32_t *mask, uint32_t *execute);
    /* What a sampler (sFlow, say) reads, without a lock: the actions that the flow should have;
     * false if the cache does not know the flow. NULL: the cache has nothing of the kind. */
    bool (*sample)(unsigned flow, unsigned pmd, uint32_t *actions);

    /* NULL: it promises all that docs/specification.md asks. Otherwise whether, as things are, it
     * must keep the rule "TAG/what-is-wrong" for a flow (CACHE_NO_FLOW: for none, or for all); and a
     * remark for somebody who sees it broken, which is empty before the call. */
    bool (*promises)(const char *rule, unsigned flow, struct cache_remark *);
};

/* The cache of src/. */
extern const struct cache_under_test udpif_under_test;

#endif /* cache.h */
