/*
 * A scenario: everything that determines one execution. A configuration, what each actor is to do,
 * and an interleaving. It is the fuzzer's input, what a crash file holds, and what the corpus
 * keeps.
 *
 * Two properties make it fit for a fuzzer: any byte string decodes to a legal scenario (binary.c),
 * and any scenario is harmless to run (execute.c): operations may come in any order.
 */
#ifndef SCENARIO_H
#define SCENARIO_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/anchor.h"
#include "scenario/operation.h"
#include "runtime/strategy.h"

enum {
    SCENARIO_VERSION = 6,
    SCENARIO_MAX_HANDLERS = 4,
    SCENARIO_MAX_REVALIDATORS = 3,
    SCENARIO_MAX_PACKET_THREADS = 2,
    SCENARIO_MAX_FLOWS = 4,        /* That operations name. */
    SCENARIO_MAX_MORE_FLOWS = 124, /* Beside these. */
    SCENARIO_MAX_UMAPS = 4,
    SCENARIO_MAX_DUMP_BATCH = 8,
    SCENARIO_MAX_UPCALL_BATCH = 64,
    SCENARIO_MAX_REVALIDATE_BATCH = 50,
    SCENARIO_MAX_LIVES = 2,
    SCENARIO_MAX_CREATE_FAILS = 7,
    SCENARIO_MAX_MAIN_OPERATIONS = 64,
    SCENARIO_MAX_PACKET_OPERATIONS = 32,
    SCENARIO_MAX_PREEMPTIONS = PREEMPTIONS_MAX,
    SCENARIO_MAX_BYTES = 512,
    SCENARIO_MAX_DEPTH = DELAYS_MAX,
    SCENARIO_USUAL_LENGTH = 600,
    /* Points before an execution counts as a livelock. An actor's points beyond 65535 have no place
     * in the binary form, so nobody can be preempted there; without more-flows no actor gets that
     * far. (The most that 2 * 10^5 executions from the seeds have reached is 11 000, by one actor
     * 8 000; with a point at every load and store 29 000, by one actor 24 000.) */
    SCENARIO_STEP_BUDGET = 100000,
    SCENARIO_STEPS_PER_FLOW = 8000, /* More of them, for each of more-flows. */
    /* No scenario without anchors is longer than this in its binary form, and none with them is
     * longer than the other. */
    SCENARIO_MAX_SIZE = 18000,
    SCENARIO_MAX_ANCHORED_SIZE = SCENARIO_MAX_SIZE + ANCHORS_MAX_SIZE,
};

/* How the input decides who runs next; see strategy.h. */
enum scenario_strategy {
    STRATEGY_REPLAY, /* By `preemptions`. */
    STRATEGY_BYTES,  /* By `bytes`. */
    STRATEGY_RANDOM, /* By `seed` and `mean_gap`. */
    /* Version 2. */
    STRATEGY_PCT,         /* By `seed`, `depth` and `length`. */
    STRATEGY_POS,         /* By `seed`. */
    STRATEGY_SURW,        /* By `seed`, `interest` and the estimates in `bytes`. */
    STRATEGY_DELAY_BOUND, /* By `seed`, `depth` and `length`. */
    SCENARIO_STRATEGIES
};
const char *scenario_strategy_name(enum scenario_strategy);

/* When it is when an execution begins. Each but the first is a little before a number at which a
 * counter of milliseconds or nanoseconds overflows that was made too small. */
enum scenario_start {
    START_USUAL,   /* 1000 s. */
    START_SOON,    /* 1 s. */
    START_2_31_MS, /* Of 31 bits. */
    START_2_32_MS, /* Of 32 bits. */
    START_2_63_NS, /* Of 63 bits. */
    SCENARIO_STARTS
};
const char *scenario_start_name(enum scenario_start);

/* How much a hit counts, so that counters of packets come near a number at which one overflows that was
 * made too small. */
enum scenario_counters {
    COUNTERS_USUAL, /* One packet. */
    COUNTERS_2_32,  /* Some hits count 2^32 packets. */
    COUNTERS_2_64,  /* As many as an instance can have count nearly 2^64. */
    SCENARIO_COUNTERS
};
const char *scenario_counters_name(enum scenario_counters);
uint64_t scenario_packets_per_hit(enum scenario_counters);

/* What one actor does, in order. */
struct operations {
    uint8_t n;
    struct operation list[SCENARIO_MAX_MAIN_OPERATIONS];
};

struct scenario {
    /* The world. */
    bool packet_datapath;     /* Packet threads handle their misses themselves; else misses are
                               * queued for handlers. */
    uint8_t n_handlers;       /* 1 to 4. */
    uint8_t n_revalidators;   /* 1 to 3. */
    uint8_t n_packet_threads; /* 0 to 2. */
    uint8_t n_flows;          /* 1 to 4. */
    uint8_t n_umaps;          /* 1 to 4. */
    uint8_t dump_batch;       /* Records that a dump hands out at once, 1 to 8. */
    bool full_dump;           /* Dumps carry keys and actions. */
    bool revalidate_always;   /* No flow is too slow to be worth a translation. */
    bool leave_flows;         /* At the end, destroy the cache and leave the datapath its flows. */
    uint8_t flow_limit;       /* 0: the cache's default. */
    uint8_t min_revalidate_pps;  /* 0: the cache's default. */
    uint16_t max_idle_ms;        /* 0: the cache's default. */
    uint16_t max_revalidator_ms; /* 0: the cache's default. */
    /* Version 3. */
    enum scenario_start start;
    uint8_t upcall_batch;     /* Upcalls that a handler takes at once; 0: the cache's default. */
    uint8_t revalidate_batch; /* Records, and operations, of a revalidator; 0: the same. */
    bool identities_collide;  /* Of all flows; see cache.h. */
    uint8_t n_lives;          /* Worlds with a cache each, one after the other; 1 or 2. */
    /* Version 4. */
    enum scenario_counters counters;
    uint8_t
        create_fails; /* Memory is short at so manyth an allocation of a first create(); 0: never. */
    uint8_t queue_capacity; /* Upcalls that may wait for a handler; 0: as the harness has it. */
    bool umaps_grow;        /* The tables of umaps resize themselves. */
    /* Version 5. */
    uint8_t more_flows; /* After the n_flows that operations name; 0 to 124. */
    /* Version 6. */
    bool destroy_running; /* At the end, destroy the cache without stopping it first. */
    bool other_errors; /* What the datapath refuses, it refuses with one error after the other. */

    /* What is done in it: main's list, and one for each packet thread (those of threads beyond
     * n_packet_threads are kept, but nobody runs them). */
    struct operations main;
    struct operations packet[SCENARIO_MAX_PACKET_THREADS];

    /* In which order. */
    enum scenario_strategy strategy;
    uint32_t seed;
    uint8_t mean_gap; /* 1 to 255. */
    uint8_t depth;    /* 1 to SCENARIO_MAX_DEPTH: of pct's bug; delay-bound's delays. */
    uint8_t interest; /* Bit i: enum pending_class i is interesting; 0: all are. */
    uint16_t length;  /* An estimate of the execution's points. 0: SCENARIO_USUAL_LENGTH. */
    uint16_t n_preemptions;
    struct preemption preemptions[SCENARIO_MAX_PREEMPTIONS];
    /* The decisions of strategy `bytes`. The estimates of `surw`: how many interesting operations
     * each actor does, two bytes each, little-endian, from actor 0 on. */
    uint16_t n_bytes;
    uint8_t bytes[SCENARIO_MAX_BYTES];
    /* What the preemptions mean, for the tools; an execution goes by their points. */
    struct anchors anchors;
};

/* The scenario of the empty input: a queued datapath, one of everything, nothing to do. */
void scenario_init(struct scenario *);

/* Reads any byte string. What is missing is taken as zero bytes, what is too much is ignored, what
 * is out of range is brought into it. */
void scenario_decode(struct scenario *, const uint8_t *, size_t);

/* Writes the one canonical form of a scenario, which decodes to the same scenario, and returns its
 * length; 0 if it is longer than `max`. The scenario must be legal (as from decode). */
size_t scenario_encode(const struct scenario *, uint8_t *, size_t max);

/* The estimates of strategy `surw`, read from and written to `bytes`. */
void scenario_estimates(const struct scenario *, uint16_t estimates[RUNTIME_MAX_ACTORS]);
void scenario_set_estimates(struct scenario *, const uint16_t *estimates, unsigned n_actors);

/* Appends an operation, for code that builds scenarios. Asserts that there is room; operands out of
 * range are brought into it. */
void scenario_main(struct scenario *, enum operation_kind, unsigned flow, unsigned a, unsigned b);
void scenario_packet(struct scenario *, unsigned thread, enum operation_kind, unsigned flow,
                     unsigned a, unsigned b);
void scenario_preempt(struct scenario *, unsigned actor, uint32_t point, unsigned target);

/* For a change of the list of preemptions without the anchors, which are taken away. */
void scenario_drop_anchors(struct scenario *);

/* The interleaving becomes a list, such as an execution has recorded. Entries that have no place in
 * the binary form are left out; false if there were any. */
bool scenario_take_preemptions(struct scenario *, const struct preemption *, size_t n);

#endif /* scenario.h */
