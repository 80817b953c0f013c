#include "round.h"

#include <stdio.h>

#include "clock.h"
#include "dump.h"
#include "sweep.h"
#include "udpif_internal.h"

enum { ROUND_MIN_INTERVAL_MS = 5 };

static void begin(struct udpif *udpif, struct round *round)
{
    const struct datapath *datapath = &udpif->datapath;
    const struct udpif_observer *observer = &udpif->observer;

    round->start_ms = clock_ms();
    round->dump_seq = atomic_load_explicit(&udpif->dump_seq, memory_order_relaxed) + 1;
    round->reval_seq = atomic_load(&udpif->reval_seq);
    /* Nobody has seen the new number yet: a ukey that is as old as this round by its number is not
     * older by what an observer is told. */
    if (observer->round_begin) {
        observer->round_begin(observer->aux, round->dump_seq, round->reval_seq);
    }
    /* Sequentially consistent, both: see `dump_seq` in udpif_internal.h. Before the dump is opened:
     * who does not see the new number has put its flow before a record of this dump is read. And
     * before the rules are looked at for good: who changed them and does not see it finds this
     * round answering to the change. Pairs with udpif_revalidate() and udpif_wait(). */
    atomic_store(&udpif->dump_seq, round->dump_seq);
    round->reval_seq = atomic_load(&udpif->reval_seq);
    flow_limit_estimate_foreign(&udpif->limit, datapath);
    round->dump = datapath->dump_create(datapath->aux, !udpif->config.full_dump);
    coverage_inc(&udpif->coverage, COVERAGE_revalidate_round);
}

static void close_dump(struct udpif *udpif, struct round *round)
{
    const struct datapath *datapath = &udpif->datapath;

    round->dump_complete = round->dump && !datapath->dump_destroy(datapath->aux, round->dump);
    round->dump = NULL;
    if (!round->dump_complete) {
        coverage_inc(&udpif->coverage, COVERAGE_revalidate_dump_incomplete);
    }
}

static void end(struct udpif *udpif, struct round *round)
{
    const struct udpif_observer *observer = &udpif->observer;

    round->last_duration_ms = clock_ms() - round->start_ms;
    flow_limit_adjust(&udpif->limit, round->last_duration_ms, &udpif->coverage);
    if (observer->limit_adjusted) {
        observer->limit_adjusted(observer->aux, udpif_flow_limit(udpif));
    }
    if (observer->round_end) {
        observer->round_end(observer->aux, round->dump_seq, round->reval_seq, round->dump_complete);
    }
    rendezvous_round_done(&udpif->rendezvous);
}

void udpif_round_begin(struct udpif *udpif)
{
    CHECK(!udpif->n_revalidators);
    begin(udpif, &udpif->round);
}

void udpif_round_dump(struct udpif *udpif)
{
    dump_phase(udpif, &udpif->round);
    close_dump(udpif, &udpif->round);
}

void udpif_round_sweep(struct udpif *udpif)
{
    sweep_phase(udpif, &udpif->round, 0, 1);
}

void udpif_round_end(struct udpif *udpif)
{
    end(udpif, &udpif->round);
}

void udpif_round(struct udpif *udpif)
{
    udpif_round_begin(udpif);
    udpif_round_dump(udpif);
    udpif_round_sweep(udpif);
    udpif_round_end(udpif);
}

static void barrier(struct round *round)
{
    int result;

    rcu_thread_offline();
    result = pthread_barrier_wait(&round->barrier);
    CHECK(!result || result == PTHREAD_BARRIER_SERIAL_THREAD);
    rcu_thread_online();
}

/* The leader waits for the next round to be due. */
static void sleep_between_rounds(struct udpif *udpif, const struct round *round)
{
    const struct udpif_config *config = &udpif->config;
    uint64_t interval = config->max_idle_ms < config->max_revalidator_ms
                            ? config->max_idle_ms
                            : config->max_revalidator_ms;

    rcu_thread_offline();
    rendezvous_sleep(&udpif->rendezvous, round->start_ms + ROUND_MIN_INTERVAL_MS, 0, true);
    rendezvous_sleep(&udpif->rendezvous, round->start_ms + interval, round->reval_seq, false);
    rcu_thread_online();
}

/* One round's worth of a revalidator's life; false if it is to end. */
static bool step(struct udpif *udpif, struct round *round, unsigned index)
{
    bool leader = !index;

    if (leader) {
        rendezvous_sample(&udpif->rendezvous, &round->pause, &round->exit, &round->n_resumes);
        if (!round->pause && !round->exit) {
            begin(udpif, round);
        }
    }
    barrier(round);
    if (round->exit) {
        return false;
    }
    if (round->pause) {
        rcu_thread_offline();
        rendezvous_park(&udpif->rendezvous, round->n_resumes);
        rcu_thread_online();
        /* Not before everybody has seen that this is a pause may the leader look again. */
        barrier(round);
        return true;
    }
    dump_phase(udpif, round);
    barrier(round);
    if (leader) {
        close_dump(udpif, round);
    }
    barrier(round);
    sweep_phase(udpif, round, index, udpif->n_revalidators);
    barrier(round);
    if (leader) {
        end(udpif, round);
        sleep_between_rounds(udpif, round);
    }
    return true;
}

void *revalidator_main(void *aux)
{
    const struct udpif_thread *thread = aux;
    struct udpif *udpif = thread->udpif;
    char name[16];

    snprintf(name, sizeof name, "revalidator-%u", thread->index % UDPIF_MAX_REVALIDATORS);
    pthread_setname_np(pthread_self(), name);
    if (!rendezvous_await_start(&udpif->rendezvous)) {
        return NULL;
    }
    rcu_register_thread();
    while (step(udpif, &udpif->round, thread->index)) {
        continue;
    }
    rcu_unregister_thread();
    return NULL;
}
