/*
 * udpif: the userspace half of a flow cache, after Open vSwitch's ofproto-dpif-upcall.
 *
 * A datapath forwards by a table of flows and sends up the packets that match none ("miss
 * upcalls"). *Handlers* translate them and install flows, each remembered in userspace as a
 * *ukey*. *Revalidators* work in rounds: they share a dump of the datapath's flows, credit what is
 * new, and modify or delete flows that are wrong or idle; then they sweep the ukeys whose flows
 * are gone. See ukey.h for the life of a ukey and install.h for how a handler replaces one whose
 * flow has been deleted.
 *
 * What it guarantees, whatever the datapath does:
 *  - each packet that hit a flow is credited exactly once. Where the datapath lost a counter, or
 *    may have, the cache never credits more than was hit and declares the loss (struct
 *    udpif_observer, COVERAGE(udpif_declared_loss));
 *  - what was read from a flow's counters before the flow is translated again is credited to the
 *    rules that it came from;
 *  - no flow stays on the slow path once its deletion is over.
 *
 * Threads. Handlers and revalidators are the cache's own threads, started by udpif_start(). The
 * caller brings the *main* thread, which makes the calls below marked [main], one at a time; and,
 * for datapaths that process packets in userspace, *packet* threads, which call udpif_upcall().
 * Main and packet threads must be registered with QSBR RCU and online. A packet thread announces a
 * quiescent state between batches of packets; a [main] call is a quiescent state itself.
 *
 * A put by a packet thread ends through call_rcu(). With several packet threads its one queue is what
 * they share most: a program should give each processor its own (create_all_cpu_call_rcu_data()).
 */
#ifndef UDPIF_H
#define UDPIF_H 1

#include "coverage.h"
#include "datapath.h"
#include "observer.h"
#include "translation.h"

enum { UDPIF_MAX_HANDLERS = 64, UDPIF_MAX_REVALIDATORS = 64 };

/* Settings. Zero in a member with a default (in brackets) means that default. Times in ms. */
struct udpif_config {
    unsigned n_umaps;                  /* Hash tables that share the ukeys [512]. */
    unsigned umap_buckets;             /* Initial buckets of each, a power of two [64]. */
    bool umap_fixed_size;              /* Never resize them in the background. */
    unsigned queue_capacity;           /* Upcalls that may wait per handler [1024]. */
    uint32_t flow_limit;               /* The most flows ever [200000]. */
    uint32_t max_idle_ms;              /* A flow unused for so long is deleted [10000]. */
    uint32_t max_revalidator_ms;       /* At most so long between round starts [500]. */
    uint32_t min_revalidate_pps;       /* Slower flows are not worth a translation [5]. */
    bool revalidate_always;            /* Take min_revalidate_pps as 0. */
    uint32_t offloaded_stats_delay_ms; /* How far offloaded counters lag behind [2000]. */
    bool full_dump;                    /* Do not ask for terse dumps. */
    /* At most so many at a time, and no more than the defaults. */
    unsigned upcall_batch;     /* Upcalls that a handler takes [64]. */
    unsigned revalidate_batch; /* Records and operations of a revalidator's [50]. */
};

struct udpif;

/* One packet sent up by the datapath. */
enum upcall_type {
    UPCALL_MISS,   /* It matched no flow. */
    UPCALL_ACTION, /* It matched a flow whose actions send it up. */
};

enum { UPCALL_KEY_MAX = 64 };

struct upcall {
    enum upcall_type type;
    struct ufid ufid;
    uint32_t pmd_id;
    uint8_t key[UPCALL_KEY_MAX];
    size_t key_size;
    uint64_t packet;         /* The caller's name for the packet; comes back in DP_OP_EXECUTE. */
    struct flow_stats stats; /* What the packet counts for: one packet, its bytes, the time. */
};

/* Makes a cache with no threads. Both interfaces are copied; their aux must outlive the cache.
 * Returns NULL with errno set to EINVAL (a setting is out of range) or ENOMEM. */
struct udpif *udpif_create(const struct udpif_config *, const struct datapath *,
                           const struct translation *, const struct udpif_observer *);

/* [main] Stops the threads if they run, waits for packet threads to leave udpif_upcall(), and
 * frees everything. The datapath's flows are left as they are. */
void udpif_destroy(struct udpif *);

/* [main] Starts the threads and lets upcalls in. Both counts 0 means no threads: upcalls are then
 * refused, and udpif_handle_batch() and udpif_round() may be called instead. Returns 0, EINVAL
 * (one count is 0 and the other is not, or a count is above the maximum), EALREADY if they run, or
 * what pthread_create() said, in which case none runs. */
int udpif_start(struct udpif *, unsigned n_handlers, unsigned n_revalidators);

/* [main] Ends and joins the threads, if any run. If `delete_flows`, every flow of the cache is then
 * deleted from the datapath and credited, whether threads ran or not. Queued upcalls wait for the
 * next start; those of a handler that is then no more go to others. */
void udpif_stop(struct udpif *, bool delete_flows);

/* [main] Changes the numbers of threads: as they are, nothing happens; else stop with deletion of
 * all flows, and start. Errors as udpif_start(); then no thread runs. */
int udpif_set_threads(struct udpif *, unsigned n_handlers, unsigned n_revalidators);

/* [main] Empties the datapath: stops the threads, deletes the cache's flows and, after a round that
 * adopts them so that their packets are credited, all others; then starts again. (Upstream flushes
 * the datapath under its ukeys, and loses what those flows had counted.) */
int udpif_flush(struct udpif *);

/* [main] Asks revalidators to rest between rounds until udpif_resume(), and waits until they do.
 * Repeated calls change nothing; a single resume ends them all. Without running threads the
 * request is remembered. In contrast to upstream these can be called in any order and around every
 * other call. */
void udpif_pause(struct udpif *);
void udpif_resume(struct udpif *);

/* [main] Deletes the flows of the cache from the datapath, all or those of one packet thread, and
 * credits them. Revalidators rest meanwhile. */
void udpif_purge(struct udpif *);
void udpif_purge_pmd(struct udpif *, uint32_t pmd_id);

/* The rules have changed: the next round revalidates every flow. Any thread, any time. */
void udpif_revalidate(struct udpif *);

/* [main] Waits until every change made before the call is reflected in the datapath, that is, for
 * the end of the first round that begins after it. Returns false at once if no revalidator runs or
 * they are paused. (Upstream's revalidator/wait returns at the end of the round that is running.)
 */
bool udpif_wait(struct udpif *);

/* Queues an upcall for a handler; `hint` chooses which. Any thread. Returns 0, ENOBUFS if that
 * handler's queue is full, or ESHUTDOWN if upcalls are not let in. */
int udpif_enqueue(struct udpif *, uint32_t hint, const struct upcall *);

/* [packet thread] Handles an upcall at once. On 0 the caller is to add a flow with the actions and
 * mask in `*put` to the datapath, before its next quiescent state; on ENOSPC no flow may be added
 * (it is there already, or being added or deleted, or the limit is reached); on ESHUTDOWN upcalls
 * are not let in and the packet is the caller's to drop. In the first two cases `*execute` says
 * what to do with the packet. The buffers are the caller's, and filled by copy. */
struct upcall_reply {
    uint8_t actions[DP_BUFFER_MAX], mask[DP_BUFFER_MAX], execute[DP_BUFFER_MAX];
    size_t actions_size, mask_size, execute_size;
};
int udpif_upcall(struct udpif *, const struct upcall *, struct upcall_reply *);

/* Single steps of the thread loops, for callers that run no threads. [main]
 * udpif_handle_batch() handles up to 64 of the upcalls queued for `handler` and returns how many.
 * udpif_let_in() opens the queues of `n_handlers` handlers, 0 closes all.
 * udpif_round() is one whole round by a single revalidator, without the waits between rounds; the
 * other four are its phases, to be called in this order. */
size_t udpif_handle_batch(struct udpif *, unsigned handler);
void udpif_let_in(struct udpif *, unsigned n_handlers);
void udpif_round(struct udpif *);
void udpif_round_begin(struct udpif *); /* Opens a dump. */
void udpif_round_dump(struct udpif *);  /* The dump phase; closes the dump. */
void udpif_round_sweep(struct udpif *); /* The sweep phase. */
void udpif_round_end(struct udpif *);   /* Adjusts the flow limit. */

/* Facts. Any thread. */
uint32_t udpif_flow_limit(const struct udpif *);
uint64_t udpif_n_flows(struct udpif *);
uint64_t udpif_n_rounds(struct udpif *); /* Completed. */

/* What a ukey looks like from outside. */
struct ukey_view {
    uint64_t serial; /* Counts the ukeys made, from 1. */
    struct ufid ufid;
    uint32_t pmd_id;
    enum ukey_state state;
    struct flow_stats credited; /* The base of stats. */
    struct bytes actions;       /* Valid during the callback. */
};
/* [main] Calls `function` for each ukey, with its mutex held. */
void udpif_for_each_ukey(struct udpif *, void (*function)(void *aux, const struct ukey_view *),
                         void *aux);

/* Copies the actions that a flow should have now into `buffer` (DP_BUFFER_MAX bytes) and their size
 * into `*size`; false if the cache does not know the flow. Takes no lock. Any thread that is
 * registered with RCU and online; for samplers such as sFlow. */
bool udpif_flow_actions(const struct udpif *, const struct ufid *, uint32_t pmd_id, uint8_t *buffer,
                        size_t *size);

uint64_t udpif_coverage(const struct udpif *, enum coverage_counter);

#endif /* udpif.h */
