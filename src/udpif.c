/* Main's half of the cache: its life, its threads, its gate. */

#include "udpif.h"

#include <errno.h>
#include <stdlib.h>

#include "handler.h"
#include "ops.h"
#include "queue.h"
#include "sweep.h"
#include "udpif_internal.h"

static void set_default(uint32_t *setting, uint32_t value)
{
    if (!*setting) {
        *setting = value;
    }
}

static void set_defaults(struct udpif_config *config)
{
    set_default(&config->n_umaps, 512);
    set_default(&config->umap_buckets, 64);
    set_default(&config->queue_capacity, 1024);
    set_default(&config->flow_limit, 200000);
    set_default(&config->max_idle_ms, 10000);
    set_default(&config->max_revalidator_ms, 500);
    set_default(&config->min_revalidate_pps, 5);
    set_default(&config->offloaded_stats_delay_ms, 2000);
    set_default(&config->upcall_batch, UPCALL_MAX_BATCH);
    set_default(&config->revalidate_batch, REVALIDATE_MAX_BATCH);
}

static bool config_is_valid(const struct udpif_config *config)
{
    return config->n_umaps <= 65536 && config->umap_buckets <= 65536 &&
           !(config->umap_buckets & (config->umap_buckets - 1)) &&
           config->queue_capacity <= 1048576 && config->upcall_batch <= UPCALL_MAX_BATCH &&
           config->revalidate_batch <= REVALIDATE_MAX_BATCH;
}

struct udpif *udpif_create(const struct udpif_config *config, const struct datapath *datapath,
                           const struct translation *translation,
                           const struct udpif_observer *observer)
{
    struct udpif *udpif;

    if (!config_is_valid(config)) {
        errno = EINVAL;
        return NULL;
    }
    udpif = calloc(1, sizeof *udpif);
    if (!udpif) {
        errno = ENOMEM;
        return NULL;
    }
    udpif->config = *config;
    set_defaults(&udpif->config);
    udpif->datapath = *datapath;
    udpif->translation = *translation;
    if (observer) {
        udpif->observer = *observer;
    }
    udpif->umaps = umaps_create(udpif->config.n_umaps, udpif->config.umap_buckets,
                                udpif->config.umap_fixed_size);
    if (!udpif->umaps) {
        free(udpif);
        errno = ENOMEM;
        return NULL;
    }
    atomic_init(&udpif->reval_seq, 1);
    flow_limit_init(&udpif->limit, udpif->config.flow_limit);
    rendezvous_init(&udpif->rendezvous);
    rwlock_init(&udpif->gate);
    return udpif;
}

/* Takes every ukey out of its umap, whatever its state, and frees it. No thread is left that could
 * care. */
static void forget_ukeys(struct udpif *udpif) NO_THREAD_SAFETY_ANALYSIS
{
    for (unsigned i = 0; i < udpif->config.n_umaps; i++) {
        struct umap *umap = &udpif->umaps[i];
        struct cds_lfht_iter iterator;

        for (struct ukey *ukey = umap_first(umap, &iterator); ukey;
             ukey = umap_next(umap, &iterator)) {
            umap_remove(umap, ukey);
            ukey_postpone_free(ukey);
        }
    }
}

void udpif_destroy(struct udpif *udpif)
{
    udpif_stop(udpif, false);
    rcu_barrier(); /* No callback is left that looks at a ukey in its umap. */
    forget_ukeys(udpif);
    rcu_barrier();
    rcu_thread_offline();
    umaps_destroy(udpif->umaps, udpif->config.n_umaps);
    rcu_thread_online();
    for (unsigned i = 0; i < UDPIF_MAX_HANDLERS; i++) {
        if (udpif->queues[i]) {
            upcall_queue_destroy(udpif->queues[i]);
        }
    }
    rwlock_destroy(&udpif->gate);
    rendezvous_destroy(&udpif->rendezvous);
    free(udpif);
}

/* Moves what waits in queues that will have no handler to those that have one. */
static void rehome_upcalls(struct udpif *udpif, unsigned n_handlers)
{
    for (unsigned i = n_handlers; i < UDPIF_MAX_HANDLERS; i++) {
        struct upcall upcall;

        while (udpif->queues[i] && upcall_queue_take(udpif->queues[i], &upcall, 1)) {
            if (!upcall_queue_push(udpif->queues[i % n_handlers], &upcall)) {
                coverage_inc(&udpif->coverage, COVERAGE_upcall_queue_full);
            }
        }
    }
}

void udpif_let_in(struct udpif *udpif, unsigned n_handlers)
{
    CHECK(n_handlers <= UDPIF_MAX_HANDLERS);
    /* A packet thread in an upcall may be waited for, and must not have to wait for us. */
    rcu_thread_offline();
    rwlock_write_lock(&udpif->gate);
    for (unsigned i = 0; i < n_handlers; i++) {
        if (!udpif->queues[i]) {
            udpif->queues[i] = upcall_queue_create(udpif->config.queue_capacity);
        }
    }
    if (n_handlers) {
        rehome_upcalls(udpif, n_handlers);
    }
    udpif->n_open = n_handlers;
    rwlock_write_unlock(&udpif->gate);
    rcu_thread_online();
}

int udpif_enqueue(struct udpif *udpif, uint32_t hint, const struct upcall *upcall)
{
    int error = 0;

    rwlock_read_lock(&udpif->gate);
    if (!udpif->n_open) {
        error = ESHUTDOWN;
    } else if (!upcall_queue_push(udpif->queues[hint % udpif->n_open], upcall)) {
        coverage_inc(&udpif->coverage, COVERAGE_upcall_queue_full);
        error = ENOBUFS;
    }
    rwlock_read_unlock(&udpif->gate);
    return error;
}

int udpif_upcall(struct udpif *udpif, const struct upcall *upcall, struct upcall_reply *reply)
{
    int error = ESHUTDOWN;

    rwlock_read_lock(&udpif->gate);
    if (udpif->n_open) {
        error = handle_packet_upcall(udpif, upcall, reply);
    }
    rwlock_read_unlock(&udpif->gate);
    return error;
}

/* Starts threads[0..n), or none. */
static int start_threads(struct udpif *udpif, struct udpif_thread *threads, unsigned n,
                         unsigned *n_running, void *(*function)(void *))
{
    for (unsigned i = 0; i < n; i++) {
        int error;

        threads[i].udpif = udpif;
        threads[i].index = i;
        error = pthread_create(&threads[i].thread, NULL, function, &threads[i]);
        if (error) {
            return error;
        }
        ++*n_running;
    }
    return 0;
}

static void join_threads(struct udpif_thread *threads, unsigned *n_running)
{
    for (unsigned i = 0; i < *n_running; i++) {
        CHECK(!pthread_join(threads[i].thread, NULL));
    }
    *n_running = 0;
}

/* They wait for each other at a barrier, so none may begin before all have been created. */
static int start_revalidators(struct udpif *udpif, unsigned n)
{
    int error;

    CHECK(!pthread_barrier_init(&udpif->round.barrier, NULL, n));
    error = start_threads(udpif, udpif->revalidators, n, &udpif->n_revalidators, revalidator_main);
    if (!error) {
        rendezvous_start(&udpif->rendezvous, n);
    }
    return error;
}

static void stop_threads(struct udpif *udpif)
{
    for (unsigned i = 0; i < udpif->n_handlers; i++) {
        upcall_queue_set_closing(udpif->queues[i], true);
    }
    rendezvous_exit(&udpif->rendezvous);
    rcu_thread_offline();
    join_threads(udpif->handlers, &udpif->n_handlers);
    join_threads(udpif->revalidators, &udpif->n_revalidators);
    rcu_thread_online();
    CHECK(!pthread_barrier_destroy(&udpif->round.barrier));
}

int udpif_start(struct udpif *udpif, unsigned n_handlers, unsigned n_revalidators)
{
    int error;

    if (!n_handlers != !n_revalidators || n_handlers > UDPIF_MAX_HANDLERS ||
        n_revalidators > UDPIF_MAX_REVALIDATORS) {
        return EINVAL;
    }
    if (udpif->n_handlers || udpif->n_revalidators) {
        return EALREADY;
    }
    if (!n_handlers) {
        return 0;
    }

    udpif_let_in(udpif, n_handlers);
    rendezvous_reset(&udpif->rendezvous);
    for (unsigned i = 0; i < n_handlers; i++) {
        upcall_queue_set_closing(udpif->queues[i], false);
    }
    error = start_revalidators(udpif, n_revalidators);
    if (!error) {
        error = start_threads(udpif, udpif->handlers, n_handlers, &udpif->n_handlers, handler_main);
    }
    if (error) {
        stop_threads(udpif);
        udpif_let_in(udpif, 0);
    }
    return error;
}

void udpif_stop(struct udpif *udpif, bool delete_flows)
{
    udpif_let_in(udpif, 0);
    if (udpif->n_revalidators) {
        stop_threads(udpif);
    }
    if (delete_flows) {
        sweep_purge(udpif, NULL);
    }
}

int udpif_set_threads(struct udpif *udpif, unsigned n_handlers, unsigned n_revalidators)
{
    if (!n_handlers != !n_revalidators || n_handlers > UDPIF_MAX_HANDLERS ||
        n_revalidators > UDPIF_MAX_REVALIDATORS) {
        return EINVAL;
    }
    if (n_handlers == udpif->n_handlers && n_revalidators == udpif->n_revalidators) {
        return 0;
    }
    udpif_stop(udpif, udpif->n_revalidators != 0);
    return udpif_start(udpif, n_handlers, n_revalidators);
}

int udpif_flush(struct udpif *udpif)
{
    unsigned n_handlers = udpif->n_handlers;
    unsigned n_revalidators = udpif->n_revalidators;

    udpif_stop(udpif, true);
    udpif_round(udpif); /* Adopts the flows of others, for the purge to credit. */
    sweep_purge(udpif, NULL);
    return udpif_start(udpif, n_handlers, n_revalidators);
}

void udpif_pause(struct udpif *udpif)
{
    rcu_thread_offline();
    rendezvous_pause(&udpif->rendezvous);
    rcu_thread_online();
}

void udpif_resume(struct udpif *udpif)
{
    rendezvous_resume(&udpif->rendezvous);
}

static void purge(struct udpif *udpif, const uint32_t *pmd_id)
{
    bool was_pausing = rendezvous_is_pausing(&udpif->rendezvous);

    if (!was_pausing) {
        udpif_pause(udpif);
    }
    sweep_purge(udpif, pmd_id);
    if (!was_pausing) {
        udpif_resume(udpif);
    }
}

void udpif_purge(struct udpif *udpif)
{
    purge(udpif, NULL);
}

void udpif_purge_pmd(struct udpif *udpif, uint32_t pmd_id)
{
    purge(udpif, &pmd_id);
}

void udpif_revalidate(struct udpif *udpif)
{
    /* Sequentially consistent: pairs with the leader's load in round.c. */
    rendezvous_announce(&udpif->rendezvous, atomic_fetch_add(&udpif->reval_seq, 1) + 1);
}

bool udpif_wait(struct udpif *udpif)
{
    /* Sequentially consistent, as are the addition in udpif_revalidate() and both accesses of the
     * leader in round.c: a round that is not counted here has not looked at the rules yet. */
    uint64_t n_begun = atomic_load(&udpif->dump_seq);
    bool reached;

    rcu_thread_offline();
    reached = rendezvous_wait_rounds(&udpif->rendezvous, n_begun + 1);
    rcu_thread_online();
    return reached;
}
