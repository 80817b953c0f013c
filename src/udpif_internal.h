/*
 * What the parts of the cache share. Not for its users.
 */
#ifndef UDPIF_INTERNAL_H
#define UDPIF_INTERNAL_H 1

#include "cache_line.h"
#include "limit.h"
#include "rendezvous.h"
#include "round.h"
#include "udpif.h"
#include "umap.h"

struct upcall_queue;

/* A handler or revalidator. */
struct udpif_thread {
    struct udpif *udpif;
    unsigned index;
    pthread_t thread;
};

struct udpif {
    /* Immutable. */
    struct udpif_config config;
    struct datapath datapath;
    struct translation translation;
    struct udpif_observer observer;
    struct umap *umaps;

    CACHE_LINE_GAP(last_serial);
    /* The last serial that a ukey got. Relaxed: all that counts is that no two are the same. */
    _Atomic uint64_t last_serial;
    CACHE_LINE_GAP(dump_seq);
    /* The number of dumps begun, and so of the dump that is running, if any. Written by the leader
     * alone, before it opens a dump; its own load is relaxed, as the last leader was joined before
     * it was created.
     *
     * This number and `reval_seq` are a store-buffering pair, which takes sequential consistency on
     * all four accesses:
     *
     *     main, a change of the rules             leader, begin() in round.c
     *     add to `reval_seq`  udpif_revalidate()  store `dump_seq`
     *     load `dump_seq`     udpif_wait()        load `reval_seq`
     *
     * At least one of the two loads sees the other side. If the leader's does not, its round may
     * keep flows of the old rules; then main's load counts that round as begun, and waits for the
     * next one.
     *
     * The other loads (install.c, ukey.c) compare the number and read nothing through it. Acquire,
     * pairs with the store: a put that comes after a dump's record of an earlier flow, in the order
     * that the datapath gives them, comes after the store of that dump's number. */
    _Atomic uint64_t dump_seq;
    /* The number of rule changes, from 1. Sequentially consistent in the pair above. Handlers load
     * it with acquire, before they translate; that pairs with the addition, so a handler that
     * sees the number sees the new rules. One that sees new rules with an old number has its flow
     * looked at once more than needed. */
    _Atomic uint64_t reval_seq;

    CACHE_LINE_GAP(limit);
    struct flow_limit limit;
    CACHE_LINE_GAP(coverage);
    struct coverage coverage;

    CACHE_LINE_GAP(rendezvous);
    struct rendezvous rendezvous; /* Where revalidators wait for main, and main for them. */
    struct round round;           /* The round that is running. */

    CACHE_LINE_GAP(gate);
    /* Whether upcalls are let in. Held shared around each upcall of a packet thread, so that taking
     * it exclusively waits for them. Taken before every other lock. */
    struct rwlock gate;
    CACHE_LINE_GAP(n_open);
    unsigned n_open GUARDED; /* Guarded by `gate`: queues that take upcalls; 0: refuse all. */
    struct upcall_queue *queues[UDPIF_MAX_HANDLERS]; /* Written with `gate` held, by main. */

    /* Main's own. */
    unsigned n_handlers, n_revalidators; /* Running threads. */
    struct udpif_thread handlers[UDPIF_MAX_HANDLERS];
    struct udpif_thread revalidators[UDPIF_MAX_REVALIDATORS];
};

static inline struct umap *udpif_umap(const struct udpif *udpif, uint32_t hash)
{
    return &udpif->umaps[hash % udpif->config.n_umaps];
}

#endif /* udpif_internal.h */
