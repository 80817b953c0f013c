/*
 * Part of adapter.c: the calls of the harness, as calls of the file under test. Commands are called
 * as unixctl would.
 *
 * Upstream's pause and resume are commands for debugging, and hang for ever if they come in another
 * order than that (O24): what would have to wait for a paused revalidator resumes it first.
 */
#ifndef OVS_CALLS_H
#define OVS_CALLS_H 1

#include "ovs/promise/promises.h"
#include "ovs/recirculation.h"
#include "ovs/threads.h"
#include <random.h>

static struct dpif_backer backer;
static bool paused;

enum {
    DEFAULT_FLOW_LIMIT = 200000,
    DEFAULT_IDLE_MS = 10000,
    DEFAULT_REVALIDATOR_MS = 500,
    DEFAULT_PPS = 5,
    LIMITED_IDLE_MS = 100, /* What max_idle is when there are too many flows. */
};

static int create(const struct cache_settings *settings, const struct cache_world *world)
{
    ovs_world = world;
    identity_begin(settings->n_umaps, settings->n_flows ? settings->n_flows : CACHE_USUAL_FLOWS);
    recirculation_begin();
    watch_begin(seen_state, is_locked);
    promises_begin();
    if (settings->max_idle_ms && settings->max_idle_ms < LIMITED_IDLE_MS) {
        promises_called(CALLED_WITH_SHORT_IDLE);
    }

    ofproto_flow_limit = settings->flow_limit ? settings->flow_limit : DEFAULT_FLOW_LIMIT;
    ofproto_max_idle = settings->max_idle_ms ? settings->max_idle_ms : DEFAULT_IDLE_MS;
    ofproto_max_revalidator =
        settings->max_revalidator_ms ? settings->max_revalidator_ms : DEFAULT_REVALIDATOR_MS;
    ofproto_min_revalidate_pps =
        settings->min_revalidate_pps ? settings->min_revalidate_pps : DEFAULT_PPS;
    if (settings->revalidate_always) {
        ofproto_min_revalidate_pps = 1; /* The least that 3.1.0 can do. */
    }

    random_set_seed(1);
    memset(&backer, 0, sizeof backer);
    backer.rt_support.ufid = !settings->full_dump;
    backer.rt_support.odp.recirc = true;
    backer.recv_set_enable = true;
    ovs_bridge(&backer);
    backer.dpif = ovs_datapath_open(settings->queue_capacity);
    subject = udpif_create(&backer, backer.dpif);
    backer.udpif = subject;
    note_other_locks(subject);
    begin_rules();
    limit_begin();
    runtime_on_leave(watch_look);
    return 0;
}

static void destroy(void)
{
    watch_look();
    udpif_destroy(subject);
    ovsrcu_barrier();
    subject = NULL;
    recirculation_end();
    ovs_datapath_close();
}

static void resume_revalidators(void)
{
    if (paused) {
        paused = false;
        udpif_resume_revalidators(subject);
    }
}

/* A call that waits for the revalidators would hang while they are paused. */
static void end_pause(void)
{
    if (paused) {
        promises_called(CALLED_ENDING_PAUSE);
        resume_revalidators();
    }
}

static void pause_revalidators(void)
{
    if (!subject->n_revalidators) {
        promises_called(CALLED_ENDING_PAUSE); /* The next start does. */
    } else if (!paused) {
        promises_called(CALLED_PAUSE);
        udpif_pause_revalidators(subject);
        promises_over(CALLED_ENDING_PAUSE);
        paused = true;
    }
}

static void stop(bool delete_flows)
{
    if (!delete_flows) {
        promises_called(CALLED_STOP_KEEPING);
    }
    end_pause();
    udpif_stop_threads(subject, delete_flows);
    watch_look();
}

enum { MOST_THREADS = 64 }; /* Of each kind, for the harness: upstream knows no maximum. */

static int set_threads(unsigned n_handlers, unsigned n_revalidators)
{
    if (!n_handlers && !n_revalidators) {
        stop(true);
        return 0;
    }
    if (!n_handlers || !n_revalidators || n_handlers > MOST_THREADS ||
        n_revalidators > MOST_THREADS) {
        return EINVAL; /* For none upstream would ask how many processors there are. */
    }
    end_pause();
    udpif_set_threads(subject, n_handlers, n_revalidators);
    return 0;
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    bool possible = n_handlers <= MOST_THREADS && n_revalidators <= MOST_THREADS &&
                    !n_handlers == !n_revalidators;

    return possible && subject->n_revalidators ? EALREADY : set_threads(n_handlers, n_revalidators);
}

static int flush(void)
{
    end_pause();
    udpif_flush(subject);
    return 0;
}

static void purge(void)
{
#ifdef OVS_PURGE_PAUSES
    if (!subject->n_revalidators) {
        promises_broken("PROG/purge-without-threads", CACHE_NO_FLOW,
                        "revalidator/purge waits for revalidators at a barrier that is not there: "
                        "ovs-vswitchd would crash");
        return;
    }
#endif
    promises_called(CALLED_PURGE);
    promises_over(CALLED_FOR_BUSY);
    promises_over(CALLED_INSERTED);
    upcall_unixctl_purge(NULL, 0, NULL, NULL);
    watch_look();
}

static void purge_pmd(unsigned pmd)
{
    end_pause();
    if (subject->n_revalidators) {
        promises_called(CALLED_PURGE_PMD);
        ovs_datapath_purge(pmd);
        watch_look();
    }
}

/* Main's loop, until the command is answered. */
static bool wait_for_round(void)
{
    if (paused || !subject->n_revalidators) {
        return false;
    }
    replied = false;
    upcall_unixctl_dump_wait(NULL, 0, NULL, NULL);
    for (;;) {
        udpif_run(subject);
        if (replied) {
            return true;
        }
        seq_wait(subject->dump_seq, subject->conn_seq);
        poll_block();
    }
}

/* Sequential use is not possible: the loops of the threads are upstream's. */
static void let_in(unsigned n_handlers)
{
    runtime_violation("HARNESS", "the real file has no sequential form");
}

static size_t handle_batch(unsigned handler)
{
    let_in(0);
    return 0;
}

static void run_round(void)
{
    let_in(0);
}

static void for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    for (int i = 0; i < N_UMAPS; i++) {
        struct udpif_key *ukey;

        CMAP_FOR_EACH(ukey, cmap_node, &subject->ukeys[i].cmap)
        {
            struct identity of = identity_of_ufid("STATE", &ukey->ufid, ukey->pmd_id);
            uint64_t actions[32];
            size_t size = copy_actions(ukey, (char *)actions, sizeof actions);

            function(aux, &(struct cache_entry){
                              .serial = watch_serial(ukey),
                              .flow = of.flow,
                              .pmd = of.pmd,
                              .state = seen_state(ukey),
                              .credited = {.n_packets = ukey->stats.n_packets,
                                           .n_bytes = ukey->stats.n_bytes,
                                           .used_ms = (uint64_t)ukey->stats.used,
                                           .tcp_flags = ukey->stats.tcp_flags},
                              .actions = identity_actions_number(
                                  "BIJ", (const struct nlattr *)actions, size),
                          });
        }
    }
}

static uint64_t n_flows(void)
{
    return udpif_get_n_flows(subject);
}

static uint32_t flow_limit(void)
{
    unsigned int limit;

    atomic_read_relaxed(&subject->flow_limit, &limit);
    return limit;
}

/* What a sampler does with a packet that was sent up. */
static bool sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    ovs_u128 ufid = identity_ufid(flow);
    const struct nlattr *attributes;
    struct udpif_key *ukey;
    size_t size;

    ukey = ukey_lookup(subject, &ufid, identity_pmd_id(pmd));
    if (!ukey) {
        return false;
    }
    ukey_get_actions(ukey, &attributes, &size);
    *actions = identity_actions_number("RCU", attributes, size);
    return true;
}

const struct cache_under_test udpif_under_test = {
    .name = "ofproto-dpif-upcall.c",
    .create = create,
    .destroy = destroy,
    .start = start,
    .stop = stop,
    .set_threads = set_threads,
    .flush = flush,
    .pause = pause_revalidators,
    .resume = resume_revalidators,
    .purge = purge,
    .purge_pmd = purge_pmd,
    .wait = wait_for_round,
    .let_in = let_in,
    .handle_batch = handle_batch,
    .round = run_round,
    .for_each = for_each,
    .revalidate = announce_rules,
    .n_flows = n_flows,
    .flow_limit = flow_limit,
    .n_rounds = watch_n_rounds,
    .counters = watch_counters,
    .enter = ovs_threads_enter,
    .quiescent = ovsrcu_quiesce,
    .leave = ovsrcu_quiesce_start,
    .miss = ovs_datapath_miss,
    .upcall = ovs_datapath_upcall,
    .sample = sample,
    .promises = promises_kept,
};

#endif /* calls.h */
