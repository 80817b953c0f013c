/*
 * Rounds: what the revalidators do together, again and again.
 *
 *   leader       looks at what main wants; opens a dump
 *   -- barrier: everybody knows whether to rest, to end or to work --
 *      (to rest: everybody parks in rendezvous.h, and meets at a barrier before the leader looks
 *      again)
 *   all          dump phase (dump.h)
 *   -- barrier: nobody holds a record of this dump any more --
 *   leader       closes the dump, and so learns whether it was complete
 *   -- barrier --
 *   all          sweep phase (sweep.h)
 *   -- barrier --
 *   leader       adjusts the flow limit, and sleeps until the next round is due
 *
 * A dump is opened only after everybody knows that no pause is wanted: a purge between the opening
 * and the reading of a dump would let records of purged flows through (upstream bd86266ea).
 *
 * `dump_seq` is stepped when a dump is opened, not when a round ends as upstream does: so a ukey
 * inserted between two rounds carries the number of the last dump, and one inserted while a dump is
 * running the number of that one, whose records it must not believe (see ukey.h).
 *
 * Everybody is RCU-offline at barriers.
 */
#ifndef ROUND_H
#define ROUND_H 1

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "datapath.h"

struct udpif;

/* Written by the leader alone, between barriers that order its writes with everybody's reads. */
struct round {
    pthread_barrier_t barrier;
    bool pause, exit;     /* What main wanted when the round began. */
    uint64_t n_resumes;   /* See rendezvous_park(). */
    uint64_t dump_seq;    /* This round's dump. */
    uint64_t reval_seq;   /* The rules that this round revalidates for. */
    struct dp_dump *dump; /* NULL: the datapath gave none. */
    bool dump_complete;   /* After the dump phase: it showed every flow. */
    uint64_t start_ms;
    uint64_t last_duration_ms; /* Of the round before. */
};

/* A revalidator thread; `aux` is a struct udpif_thread. The one with index 0 leads. */
void *revalidator_main(void *aux);

#endif /* round.h */
