/*
 * What the files of the stress library share. run.c owns the state; world/ and main.c are the world
 * that the cache runs in; check/ and watchdog.c are the oracles.
 */
#ifndef STRESS_INTERNAL_H
#define STRESS_INTERNAL_H 1

#include <inttypes.h>
#include <time.h>

#include "measure/slow_path.h"
#include "stress/slot.h"
#include "stress/stress.h"
#include "stress/thread.h"

enum { STRESS_TABLES = STRESS_MAX_PMDS + 1, BITS_PER_WORD = 64 };

struct stress_state {
    struct stress_settings settings;
    struct stress_hooks hooks;
    const struct cache_under_test *cache;

    unsigned n_tables;
    uint32_t n_words; /* Of a bitmap. */
    struct slot *tables[STRESS_TABLES];
    _Atomic uint64_t *present[STRESS_TABLES]; /* Which slots hold a flow. */
    _Atomic uint64_t n_live;                  /* Flows, of all tables. */

    _Atomic bool faulty; /* Faults may strike. */
    _Atomic bool closed; /* Packet threads are to park. */
    _Atomic bool ending; /* ... and to end. */
    _Atomic unsigned n_parked;
    _Atomic uint64_t n_rounds_begun, n_rounds_ended;
    _Atomic bool dump_is_open;
    bool has_cache;  /* It has been made, and main has not begun to destroy it. */
    bool destroying; /* Main has. */
    uint32_t n_quiet;
};
extern struct stress_state stress;

/* run.c. A world without flows and threads; and its end, at which nothing may be left over. */
bool world_begin(const struct cache_under_test *, const struct stress_settings *,
                 const struct stress_hooks *, struct stress_result *);
void world_end(void);

/* Monotonic, as the cache's. */
static inline uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void sleep_us(uint64_t us);

static inline unsigned table_of(unsigned pmd)
{
    return pmd == CACHE_PMD_NULL ? 0 : pmd + 1;
}

static inline unsigned pmd_of_table(unsigned table)
{
    return table ? table - 1 : CACHE_PMD_NULL;
}

/* The slot of a flow that the cache names. One that there is none of is a violation. */
struct slot *slot_find(unsigned flow, unsigned pmd);

/* What tells it from others of its rule; a trait's name may be that of a thread ("by"), whose role
 * counts. */
struct stress_trait {
    const char *name, *word;
};
#define WITH(...)    ((const struct stress_trait[]){__VA_ARGS__, {NULL, NULL}})
#define WITH_NOTHING ((const struct stress_trait[]){{NULL, NULL}})

/* Ends the run: see stress_hooks. */
_Noreturn void violation(const char *rule, const struct stress_trait *, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "flow 7 of pmd 1", in a buffer of the calling thread's. */
const char *slot_name(unsigned flow, unsigned pmd);
const char *state_name(unsigned state);
const char *verdict_name(unsigned verdict);

/* Whether `fault` strikes now. On a slot, which is locked, it also excuses what it delays. */
bool fault_strikes(enum stress_fault);
bool fault_strikes_slot(struct slot *, enum stress_fault);

/* datapath.c. The slot is locked in all. */
struct instance_seed {
    uint8_t layer;
    enum instance_origin origin;
    bool adoptable;
    uint32_t actions, mask;
};
void flow_install(struct slot *, unsigned flow, unsigned pmd, const struct instance_seed *);
void flow_remove(struct slot *, unsigned flow, unsigned pmd, enum instance_end end);
/* The flow lives on with another counter. */
void flow_succeed(struct slot *, unsigned flow, unsigned pmd, enum instance_end end);
/* What a reader of the counter is told. */
struct cache_stats flow_read(struct slot *);
struct cache_stats flow_reading(const struct instance *, uint64_t n_hits);
/* The flow is hit, and what a datapath may do by itself happens to it afterwards. */
void flow_hit(struct slot *, unsigned flow, unsigned pmd, uint64_t ms);
/* A flow of others may be put where none is, and the cache expects none. */
void flow_put_foreign(struct slot *, unsigned flow, unsigned pmd);
bool datapath_create(void);
void datapath_destroy(void);

/* operate.c, dump.c, rules.c: the datapath and the translation as the cache sees them. */
void world_operate(struct cache_op *, size_t n);
bool world_dump_create(bool terse);
unsigned world_dump_thread_create(void);
size_t world_dump_next(unsigned thread, struct cache_record *, size_t max);
void world_dump_thread_destroy(unsigned thread);
int world_dump_destroy(void);
int world_translate(enum cache_purpose, unsigned flow, unsigned pmd, uint64_t packet,
                    const struct cache_stats *, struct cache_translation *);
int world_adopt(unsigned flow, uint32_t actions);
void world_release(uint32_t handle);
bool rules_create(void);
void rules_destroy(void);
void rules_change(uint32_t flow, struct random *);
/* So that a flow that is there must be deleted, and installed again. */
void rules_change_mask(uint32_t flow);
/* What the flow's rules now give; 0 where no flow may be. */
uint32_t rules_actions(uint32_t flow);
uint32_t rules_mask(uint32_t flow);
uint32_t rules_foreign_actions(uint32_t flow, bool adoptable);
bool actions_are_slow(uint32_t actions);
/* Whether the flow's rules may have given these actions, now or before. */
bool rules_were_given(uint32_t flow, uint32_t actions);
/* Of a packet. */
uint64_t packet_bytes(uint64_t packet);

/* once.c. The slot is locked, but for the first. */
void once_push(uint32_t handle, unsigned flow, unsigned pmd, const struct cache_stats *delta);
void once_begin(struct slot *);
void once_end(struct slot *);
void once_declared(struct slot *, enum cache_loss);
/* Everyone is at rest. Returns how many flows' ledgers were looked at. */
void once_check_quiescent(struct slot *, unsigned flow, unsigned pmd);
/* Drops what is settled. */
void once_forget_past(struct slot *);

/* ukeys.c. */
void ukeys_transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                      enum cache_state to);
void ukeys_freed(unsigned flow, unsigned pmd, uint64_t serial);
void ukeys_reset(void);
/* All ukeys have been freed. */
void ukeys_check_end(void);
/* Operations begin and are answered; the slot is locked. */
void ukeys_op_begin(struct slot *, const struct cache_op *);
void ukeys_op_end(struct slot *, const struct cache_op *);

/* upcalls.c. */
void upcalls_begin(unsigned flow, unsigned pmd, uint64_t packet);
void upcalls_end(unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict);
void upcalls_translated(uint64_t packet, bool failed, bool cacheable);
/* The slot is locked: what may have been refused before is excused. */
static inline void upcalls_excuse(struct slot *slot)
{
    slot->refused_ms = slot->refused_round = 0;
}

/* ages.c: the datapath and the translation, with a look at the reader's age; and the updater. */
void ages_operate(struct cache_op *, size_t n);
size_t ages_dump_next(unsigned thread, struct cache_record *, size_t max);
int ages_translate(enum cache_purpose, unsigned flow, unsigned pmd, uint64_t packet,
                   const struct cache_stats *, struct cache_translation *);
void ages_begin(void);
bool ages_start(void);
void ages_stop(void);
void ages_collect(struct stress_result *);

/* measure.c. The slot is locked, where it is about a flow. */
bool measure_begin(void);
void measure_collect(struct stress_measures *);
void measure_deleted(unsigned flow, unsigned pmd);
void measure_missed(unsigned flow, unsigned pmd);
void measure_put(unsigned flow, unsigned pmd);
void measure_swept(unsigned flow, unsigned pmd);
void measure_dump_begins(void);
void measure_dump_ends(void);
void measure_round_begins(void);
void measure_round_ends(void);

/* traffic.c. */
struct traffic;
/* One packet of `flow`, sent by the calling thread. The number of the packet. */
void traffic_packet(unsigned flow, unsigned pmd, unsigned hint, uint64_t ms);
bool traffic_start(void);
/* Packet threads park, and send nothing until they are let go. */
void traffic_pause(void);
void traffic_resume(void);
void traffic_stop(void);

/* main.c: one thing that main does to the cache, and for how long it lets go on. */
void main_do_chore(struct random *);
/* The rules of `n` flows change so that these must be deleted, and installed again. */
void main_do_transitions(struct random *, uint64_t n);

/* quiet.c: stops everything, checks everything, lets go on. `last`: does not let go on;
 * revalidators rest until the cache is destroyed, so that all counts stay what they were. */
void quiet_point(bool last);
/* counters.c: with everyone at rest. */
void counters_check(void);

/* world.c. */
extern const struct cache_world stress_world;

#endif /* internal.h */
