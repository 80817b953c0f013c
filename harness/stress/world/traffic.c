/*
 * Traffic: packet threads, bursts, and what becomes of a packet.
 *
 * A thread of the first kind works like a kernel: it knows one flow table, shared with its like,
 * and queues its misses for handlers. One of the second kind is a packet thread of userspace: it
 * has a flow table of its own and has the cache handle its misses at once. In between it announces
 * quiescent states, and where it sleeps it is no RCU reader.
 *
 * Which rank of popularity a flow has changes with time: the ranks move on through the flows, so
 * that flows grow cold and others warm.
 */
#include <errno.h>
#include <stdlib.h>

#include "stress/internal.h"
#include "stress/world/zipf.h"

enum {
    DRIFT_MS = 1000,        /* A thousandth of the flows changes rank in this time. */
    RANK_STEP = 0x9e3779b1, /* Neighbours in rank are far apart. */
    LATE_MISSES = 4000,     /* Of a million. */
    SLEEP_MOST_US = 10000,
    PARKED_US = 500,
};

struct packet_thread {
    pthread_t thread;
    unsigned index;
    unsigned pmd; /* CACHE_PMD_NULL: like a kernel. */
};

static struct packet_thread threads[STRESS_MAX_PACKET_THREADS + STRESS_MAX_PMDS];
static unsigned n_threads;
static struct zipf zipf;

void sleep_us(uint64_t us)
{
    struct timespec span = {.tv_sec = (time_t)(us / 1000000),
                            .tv_nsec = (long)(us % 1000000) * 1000};

    nanosleep(&span, NULL);
}

/* A new packet's number: odd if it missed. */
static uint64_t packet_number(bool miss)
{
    struct stress_thread *self = thread_self();

    return (random_next(&self->random) & ~UINT64_C(1)) | miss;
}

static struct cache_stats packet_stats(uint64_t packet, uint64_t ms)
{
    return (struct cache_stats){.n_packets = 1, .n_bytes = packet_bytes(packet), .used_ms = ms};
}

static void note_taken(uint64_t packet, int error)
{
    switch (error) {
    case 0:
        thread_add(&thread_self()->sum_taken, random_mix(packet));
        count(STRESS_upcalls, 1);
        break;
    case ENOBUFS:
        count(STRESS_upcalls_refused, 1);
        break;
    case ESHUTDOWN:
        count(STRESS_upcalls_shut_out, 1);
        break;
    default:
        violation("OPS/upcall-says-another", WITH_NOTHING, "the cache says %d to an upcall", error);
    }
}

/* Queues the packet for a handler. */
static void send_up(unsigned flow, unsigned pmd, unsigned hint, bool miss, uint64_t ms)
{
    uint64_t packet = packet_number(miss);
    struct cache_stats stats = packet_stats(packet, ms);

    thread_does("queues an upcall");
    note_taken(packet, stress.cache->miss(hint, flow, pmd, packet, &stats,
                                          miss ? CACHE_MISS : CACHE_ACTION));
    thread_does("has queued an upcall");
}

/* A packet thread adds the flow that the cache has told it to add. */
static void add_flow(unsigned flow, unsigned pmd, uint32_t actions, uint32_t mask)
{
    struct stress_thread *self = thread_self();
    struct slot *slot = slot_find(flow, pmd);

    slot_lock(slot);
    if (slot->maker != self || !slot->put_due) {
        violation("STALL/adds-without-ukey",
                  WITH({"by", self->name}, {"ukey", state_name(slot->state)}),
                  "%s is to add %s and has made no ukey for it; ukey %" PRIu64 " is %s", self->name,
                  slot_name(flow, pmd), slot->serial, state_name(slot->state));
    }
    slot->put_due = false;
    if (!slot->present && !fault_strikes_slot(slot, STRESS_FAULT_ADD_NOTHING)) {
        slot->put_seen = true;
        flow_install(slot, flow, pmd,
                     &(struct instance_seed){
                         .origin = ORIGIN_PACKET_THREAD,
                         .adoptable = true,
                         .actions = actions,
                         .mask = mask,
                     });
    }
    slot_unlock(slot);
}

/* Hands the packet to the cache on this thread, a packet thread. */
static void handle_here(unsigned flow, unsigned pmd, uint64_t ms)
{
    uint64_t packet = packet_number(true);
    struct cache_stats stats = packet_stats(packet, ms);
    uint32_t actions = 0, mask = 0, execute = 0;
    int error;

    thread_does("has an upcall handled");
    error = stress.cache->upcall(flow, pmd, packet, &stats, &actions, &mask, &execute);
    note_taken(packet, error == ENOSPC ? 0 : error);
    if (execute) {
        thread_add(&thread_self()->sum_executed, random_mix(packet));
    }
    if (!error) {
        add_flow(flow, pmd, actions, mask);
    }
}

/* What the cache says that the flow's actions are, as a sampler reads it. */
static void sample(unsigned flow, unsigned pmd)
{
    uint32_t actions;

    if (stress.cache->sample && stress.cache->sample(flow, pmd, &actions) &&
        !rules_were_given(flow, actions)) {
        violation("RCU/reads-what-no-rules-gave", WITH({"by", thread_self()->name}),
                  "%s reads 0x%x as the actions of %s, which its rules never gave",
                  thread_self()->name, actions, slot_name(flow, pmd));
    }
}

void traffic_packet(unsigned flow, unsigned pmd, unsigned hint, uint64_t ms)
{
    struct slot *slot = slot_find(flow, pmd);
    bool hit, slow;

    slot_lock(slot);
    flow_put_foreign(slot, flow, pmd);
    hit = slot->present;
    slow = hit && actions_are_slow(slot->live.actions);
    if (hit) {
        flow_hit(slot, flow, pmd, ms);
    } else {
        measure_missed(flow, pmd);
    }
    slot_unlock(slot);

    count(STRESS_packets, 1);
    count(hit ? STRESS_hits : STRESS_misses, 1);
    if (slow) {
        if (pmd != CACHE_PMD_NULL) {
            sample(flow, pmd);
        }
        send_up(flow, pmd, hint, false, ms);
    } else if (!hit && pmd == CACHE_PMD_NULL) {
        send_up(flow, pmd, hint, true, ms);
    } else if (!hit) {
        handle_here(flow, pmd, ms);
    }
}

static uint32_t draw_flow(struct random *random, uint64_t ms)
{
    uint64_t n = stress.settings.n_flows;
    uint64_t drift = ms * n / 1000 / DRIFT_MS;

    return (uint32_t)(((uint64_t)zipf_draw(&zipf, random) + drift) * RANK_STEP % n);
}

/* A miss that was held up: it comes to its handler after a burst, by when its flow may be there. */
struct late_miss {
    bool waiting;
    unsigned flow;
};

static void burst(const struct packet_thread *self, struct late_miss *late)
{
    struct random *random = &thread_self()->random;
    uint64_t ms = now_ms();
    unsigned n = 1 + random_below(random, 2 * stress.settings.burst - 1);

    thread_does("sends packets");
    while (n-- > 0) {
        uint32_t flow = draw_flow(random, ms);

        traffic_packet(flow, self->pmd, random_below(random, UINT32_MAX), ms);
        if (self->pmd == CACHE_PMD_NULL && !late->waiting && random_chance(random, LATE_MISSES)) {
            *late = (struct late_miss){.waiting = true, .flow = flow};
        }
    }
    if (late->waiting && random_chance(random, 500000)) {
        late->waiting = false;
        count(STRESS_late_misses, 1);
        send_up(late->flow, self->pmd, random_below(random, UINT32_MAX), true, ms);
    }
}

/* How long the thread is ahead of its rate, in us, at most SLEEP_MOST_US. */
static uint64_t us_ahead(uint64_t begun_ns, uint64_t n_sent)
{
    double due_ns, ahead_us;

    if (!stress.settings.rate) {
        return 0;
    }
    due_ns = (double)n_sent * 1e9 * n_threads / (double)stress.settings.rate;
    ahead_us = ((double)begun_ns + due_ns - (double)now_ns()) / 1e3;
    return ahead_us < 1 ? 0 : ahead_us > SLEEP_MOST_US ? SLEEP_MOST_US : (uint64_t)ahead_us;
}

static void park(void)
{
    thread_does("is parked");
    atomic_fetch_add(&stress.n_parked, 1);
    while (atomic_load(&stress.closed) && !atomic_load(&stress.ending)) {
        sleep_us(PARKED_US);
        thread_does("is parked");
    }
    atomic_fetch_sub(&stress.n_parked, 1);
}

static void *packet_main(void *aux)
{
    const struct packet_thread *thread = aux;
    bool reader = thread->pmd != CACHE_PMD_NULL;
    uint64_t begun_ns = now_ns(), n_before = 0;
    struct late_miss late = {.waiting = false};
    struct stress_thread *self;
    char name[16];

    snprintf(name, sizeof name, "%s-%u", reader ? "pmd" : "packets", thread->index % 1000);
    thread_begin(name);
    self = thread_self();
    if (reader) {
        stress.cache->enter();
    }
    while (!atomic_load_explicit(&stress.ending, memory_order_relaxed)) {
        uint64_t n_sent = atomic_load(&self->counts[STRESS_packets]);
        bool parks = atomic_load_explicit(&stress.closed, memory_order_relaxed);
        uint64_t sleep = parks ? 0 : us_ahead(begun_ns, n_sent - n_before);

        if (!parks && !sleep) {
            burst(thread, &late);
            if (reader) {
                stress.cache->quiescent();
            }
            continue;
        }
        if (reader) {
            stress.cache->leave();
        }
        if (parks) {
            park();
            begun_ns = now_ns();
            n_before = n_sent;
        } else {
            thread_does("is ahead of its rate");
            sleep_us(sleep);
        }
        if (reader) {
            stress.cache->enter();
        }
    }
    if (reader) {
        stress.cache->leave();
    }
    return NULL;
}

bool traffic_start(void)
{
    unsigned n_kernel = stress.settings.n_packet_threads, n = n_kernel + stress.settings.n_pmds;

    zipf_init(&zipf, stress.settings.n_flows, stress.settings.skew);
    atomic_store(&stress.closed, true);
    atomic_store(&stress.ending, false);
    atomic_store(&stress.n_parked, 0);
    for (n_threads = 0; n_threads < n; n_threads++) {
        struct packet_thread *thread = &threads[n_threads];
        bool reader = n_threads >= n_kernel;

        thread->index = reader ? n_threads - n_kernel : n_threads;
        thread->pmd = reader ? thread->index : CACHE_PMD_NULL;
        if (pthread_create(&thread->thread, NULL, packet_main, thread)) {
            traffic_stop();
            return false;
        }
    }
    return true;
}

/* Main is no RCU reader here. */
void traffic_pause(void)
{
    thread_does("waits for packet threads to park");
    atomic_store(&stress.closed, true);
    while (atomic_load(&stress.n_parked) < n_threads) {
        sleep_us(PARKED_US);
    }
}

void traffic_resume(void)
{
    atomic_store(&stress.closed, false);
    while (atomic_load(&stress.n_parked)) {
        sleep_us(PARKED_US);
    }
}

void traffic_stop(void)
{
    atomic_store(&stress.ending, true);
    for (unsigned i = 0; i < n_threads; i++) {
        pthread_join(threads[i].thread, NULL);
    }
    n_threads = 0;
}
