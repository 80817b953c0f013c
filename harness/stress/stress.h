/*
 * A cache on real threads, real liburcu and the real clock, under real load.
 *
 * Theory of operation. A *datapath* of up to a million flows stands in shared memory: one *slot*
 * per flow and table, each with a lock of a few instructions, and one table for all the threads
 * that work like a kernel plus one for each *packet thread of userspace*. Packet threads draw flows
 * by Zipf's law and send packets in bursts; a packet that finds no flow goes up to the cache, which
 * brings its own handlers and revalidators. The *main* thread changes rules, purges, pauses,
 * flushes and reconfigures at random. Faults strike at random, each at a rate of its own.
 *
 * Oracles. A slot also holds what the datapath knows of the truth, so that most invariants of
 * docs/specification.md are checked where they can first be known, under the lock of one slot:
 *  - ONCE. Hits have sizes whose sums are a function of the instance and the number of hits
 *    (instance.h), so that each push is checked against the very hits it must be of: not one that
 *    was credited before, none left out. What a datapath lost must have been declared.
 *  - STATE, OPS. Ukeys step along the table of ukey.h; puts, modifies and deletes come in the
 *    states that allow them.
 *  - STALL. A miss that is handled while no ukey stands in the way installs its flow; a flow is not
 *    refused for longer than a few rounds.
 *  - RCU. What is found under RCU is at most a grace period old when its reader lets go of it
 *    (ages.c).
 *  - progress. A thread that makes none for `patience_s` is a violation (watchdog.h).
 * Every few seconds, and at the end, there is a *quiet point*: traffic stops, faults cease, the
 * queues drain, rounds run until nothing is left to do. Then, with revalidators paused:
 *  - ONCE: every hit of every flow is credited, or was lost by declaration;
 *  - BIJ, VALID: one ukey per flow, one flow per ukey, OPERATIONAL, with the actions that the
 *    rules give now;
 *  - CNT: the counters agree with what the world saw;
 *  - STALL: one more miss for each of a sample of flows installs it.
 * At the end of all, LEAK: each ukey is freed, each translation given back.
 *
 * A run is no function of its seed. The choices of each thread are; what the kernel makes of them
 * is not.
 *
 * The slots' locks and all else of the harness is hidden from ThreadSanitizer, which is to see the
 * order that the cache makes and no other.
 */
#ifndef STRESS_H
#define STRESS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cache/cache.h"
#include "liburcu/reader_age.h"
#include "measure/histogram.h"
#include "runtime/violation.h"
#include "stress/world/faults.h"

enum {
    STRESS_MAX_FLOWS = 1 << 20,
    STRESS_MAX_PMDS = 8,
    STRESS_MAX_PACKET_THREADS = 64,
    STRESS_MAX_THREADS = 32, /* Handlers, and revalidators. */
    STRESS_MAX_BURST = 256,
};

struct stress_settings {
    uint64_t seed;
    double seconds;            /* Of traffic; the checks at the end come after it. */
    unsigned n_handlers;       /* At most; main changes how many there are. */
    unsigned n_revalidators;   /* At most. */
    unsigned n_packet_threads; /* That send misses to the handlers' queues. */
    unsigned n_pmds;           /* Packet threads of userspace, with a flow table each. */
    uint32_t n_flows;
    uint64_t rate; /* Packets per second, of all packet threads together; 0: as many as they can. */
    double skew;   /* Zipf's exponent; 0: all flows are as popular. */
    unsigned burst;
    uint32_t flow_limit, max_idle_ms, max_revalidator_ms;
    unsigned n_umaps;
    bool full_dump;
    bool steady;          /* Main leaves the cache alone, but for transitions. */
    unsigned transitions; /* Flows per second whose rules change so that they are made again. */
    double quiet_every_s; /* Seconds between quiet points; 0: only one, at the end. */
    bool tolerate_stalls; /* A miss may be refused as long as the cache likes. */
    unsigned patience_s;  /* How long a thread may make no progress. */
    struct stress_faults faults;
};

/* The settings of a run that nobody has said anything about. */
struct stress_settings stress_defaults(void);

/* Writes the options of `ukeyfuzz stress` that make these settings. */
void stress_write_options(const struct stress_settings *, char *into, size_t size);

struct stress_violation {
    struct violation what;
    char message[1024];
};

/* How often things happened. Verdicts and faults are counted apart. */
#define STRESS_COUNTS(X)                                                               \
    X(packets)             /* Sent. */                                                 \
    X(hits)                /* Found a flow. */                                         \
    X(misses)              /* Found none. */                                           \
    X(late_misses)         /* Were queued after their flow may have been installed. */ \
    X(upcalls)             /* Packets that the cache took, misses or not. */           \
    X(upcalls_refused)     /* A handler's queue was full. */                           \
    X(upcalls_shut_out)    /* The cache was not running. */                            \
    X(upcalls_ended)       /* ... and is done with. */                                 \
    X(credited_misses)     /* Credited by a translation. */                            \
    X(untranslated_misses) /* Whose translation failed. */                             \
    X(installs)            /* Flows added, by a put or a packet thread. */             \
    X(deletes)             /* Flows removed by the cache. */                           \
    X(puts)                                                                            \
    X(puts_failed)                                                                     \
    X(modifies)                                                                        \
    X(modifies_failed)                                                                 \
    X(deletes_sent)                                                                    \
    X(deletes_failed) /* Other than for want of the flow. */                           \
    X(gets)                                                                            \
    X(executions)                                                                      \
    X(records)       /* Handed out by dumps. */                                        \
    X(first_records) /* ... that were the first of their flow in a dump. */            \
    X(pushes)        /* Credits of hits. */                                            \
    X(credited_hits)                                                                   \
    X(lost_hits) /* Never credited, legally. */                                        \
    X(losses_declared)                                                                 \
    X(translations)                                                                    \
    X(releases)                                                                        \
    X(ukeys_visible)                                                                   \
    X(ukeys_freed)                                                                     \
    X(rounds)                                                                          \
    X(rounds_incomplete)                                                               \
    X(rule_changes)                                                                    \
    X(chores) /* Of main. */                                                           \
    X(quiet_points)                                                                    \
    X(flows_checked) /* At quiet points. */                                            \
    X(probes)        /* Misses of quiet points. */

enum stress_count {
#define STRESS_COUNT(NAME) STRESS_##NAME,
    STRESS_COUNTS(STRESS_COUNT)
#undef STRESS_COUNT
        STRESS_COUNT_N
};

/* What is measured, all of it valid until the next run begins. The first three: measure/slow_path.h.
 */
struct stress_measures {
    const struct histogram *packets, *slow_path_ns, *sweep_wait_ns;
    const struct histogram *dump_ns, *round_ns; /* Of each dump, and of each round, as a whole. */
};

struct stress_result {
    double seconds;       /* Of traffic. */
    double whole_seconds; /* With quiet points, start and end. */
    bool interrupted;
    bool violated;
    struct stress_violation violation;
    uint64_t counts[STRESS_COUNT_N];
    uint64_t verdicts[VERDICTS];
    uint64_t faults[STRESS_FAULTS];
    uint64_t live_flows;      /* In the datapath. */
    uint64_t live_flows_most; /* At the progress reports. */
    struct stress_measures measures;
    uint64_t reader_ages[READER_AGE_STAGES], n_grace_periods; /* See liburcu/reader_age.h. */
    struct cache_counter counters[64];                        /* The cache's own. */
    size_t n_counters;
};

const char *stress_count_name(enum stress_count);

/* Runs the cache. Returns when all is over and checked. One at a time.
 *
 * A violation ends the run where it is: `on_violation` is called once, on the thread that met it,
 * with what is known by then; it must not return. Interrupted, once `*interrupt` is set, a run goes
 * straight to its last quiet point. `progress`, which may be NULL, is called about once a second.
 * Returns false, having started nothing, if memory or threads cannot be had. */
struct stress_hooks {
    void (*on_violation)(const struct stress_result *);
    void (*progress)(const struct stress_result *);
    const volatile int *interrupt;
};
bool stress_run(const struct cache_under_test *, const struct stress_settings *,
                const struct stress_hooks *, struct stress_result *);

/* For handlers of signals that ask the process to end: if something has not moved for a third of
 * `patience_s`, that is called a violation now, by another thread, and true is returned. */
bool stress_hurry(void);

/* For handlers of signals of which a process dies (a failed assertion of the cache's, say): prints
 * the thread's stack on standard error and reports a violation of CRASH. */
_Noreturn void stress_crashed(int number);

/* JSON: one object. */
void stress_write_json(const struct stress_settings *, const struct stress_result *, FILE *);
/* For people. */
void stress_write_summary(const struct stress_settings *, const struct stress_result *, FILE *);

#endif /* stress.h */
