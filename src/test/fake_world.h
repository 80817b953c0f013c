/*
 * A datapath and a translation small enough to be right at a glance, for the tests of the cache.
 *
 * Flows are numbered. A flow's key is one byte, its number; its actions one byte, whatever
 * `world.actions[flow]` says when it is translated. All of it is one static struct that tests poke
 * at. A mutex makes it safe for threads.
 */
#ifndef FAKE_WORLD_H
#define FAKE_WORLD_H 1

#include <pthread.h>

#include "udpif.h"

enum { FAKE_FLOWS = 8 };

struct fake_flow {
    bool exists;
    uint8_t actions, mask;
    struct flow_stats stats;
};

struct fake_world {
    pthread_mutex_t mutex;

    /* The datapath. */
    struct fake_flow flows[FAKE_FLOWS];
    int put_error, delete_error, modify_error, get_error; /* What the next one answers, once. */
    bool do_it_anyway;     /* ... and it is carried out nevertheless. */
    bool not_final;        /* Deletes say that their counters are not final. */
    int dump_error;        /* What each dump_destroy() says. */
    bool hide[FAKE_FLOWS]; /* Left out of dumps. */
    unsigned copies;       /* How often a dump shows each flow. */
    unsigned n_puts, n_deletes, n_modifies, n_gets, n_executes;
    /* Called in the middle of operate(), before the operation is carried out. */
    void (*during_operate)(const struct dp_op *);

    /* The rules. */
    uint8_t actions[FAKE_FLOWS], mask;
    bool untranslatable, not_cacheable, not_adoptable;
    bool short_lived;   /* What is revalidated is not cacheable, and so deleted. */
    unsigned n_handles; /* Given out and not given back. */
    uint64_t credited_packets[FAKE_FLOWS], credited_bytes[FAKE_FLOWS];

    /* What was observed. */
    enum upcall_verdict last_verdict;
    unsigned n_losses[LOSS_REASONS];
    unsigned n_freed;
};

extern struct fake_world world;

/* A fresh world and a cache in it, no threads running. The calling thread becomes main. */
struct udpif *fake_begin(const struct udpif_config *);

/* Destroys the cache and checks that everything was given back. */
void fake_end(struct udpif *);

/* A miss of `flow`, as a queue or a packet thread would deliver it. */
struct upcall fake_miss(unsigned flow);

/* Queues a miss of `flow` and lets handler 0 handle it; returns what became of it. */
enum upcall_verdict fake_handle_miss(struct udpif *, unsigned flow);

/* `n` packets of 100 bytes hit `flow` in the datapath; false if it is not there. */
bool fake_hit(unsigned flow, unsigned n);

/* The names of `flow`. */
struct ufid fake_ufid(unsigned flow);

/* The state of the ukey of `flow`; UKEY_DELETED if there is none. */
enum ukey_state fake_state(struct udpif *, unsigned flow);

#endif /* fake_world.h */
