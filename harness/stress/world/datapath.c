/* Flows: how they come, count, and go. */

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "stress/internal.h"

enum { LAYERS = 3 };

/* Memory that is there once it is touched, so that flows that never come cost nothing. */
static void *map(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

static size_t table_size(void)
{
    return (size_t)stress.settings.n_flows * sizeof(struct slot);
}

static size_t bitmap_size(void)
{
    return (size_t)stress.n_words * sizeof(uint64_t);
}

bool datapath_create(void)
{
    stress.n_tables = 1 + stress.settings.n_pmds;
    stress.n_words = (stress.settings.n_flows + BITS_PER_WORD - 1) / BITS_PER_WORD;
    atomic_store(&stress.n_live, 0);
    for (unsigned i = 0; i < stress.n_tables; i++) {
        stress.tables[i] = map(table_size());
        stress.present[i] = map(bitmap_size());
        if (!stress.tables[i] || !stress.present[i]) {
            datapath_destroy();
            return false;
        }
    }
    return true;
}

void datapath_destroy(void)
{
    for (unsigned i = 0; i < STRESS_TABLES; i++) {
        for (uint32_t flow = 0; stress.tables[i] && flow < stress.settings.n_flows; flow++) {
            once_forget_past(&stress.tables[i][flow]);
        }
        if (stress.tables[i]) {
            munmap(stress.tables[i], table_size());
        }
        if (stress.present[i]) {
            munmap(stress.present[i], bitmap_size());
        }
        stress.tables[i] = NULL;
        stress.present[i] = NULL;
    }
}

struct slot *slot_find(unsigned flow, unsigned pmd)
{
    unsigned table = table_of(pmd);

    if (flow >= stress.settings.n_flows || table >= stress.n_tables) {
        violation("OPS/no-such-flow", WITH({"by", thread_self()->name}),
                  "%s speaks of flow %u of pmd %u; there are %u flows and %u pmds",
                  thread_self()->name, flow, pmd, stress.settings.n_flows, stress.n_tables - 1);
    }
    return &stress.tables[table][flow];
}

static void mark(unsigned flow, unsigned pmd, bool present)
{
    _Atomic uint64_t *word = &stress.present[table_of(pmd)][flow / BITS_PER_WORD];
    uint64_t bit = UINT64_C(1) << flow % BITS_PER_WORD;

    if (present) {
        atomic_fetch_or_explicit(word, bit, memory_order_relaxed);
        atomic_fetch_add_explicit(&stress.n_live, 1, memory_order_relaxed);
    } else {
        atomic_fetch_and_explicit(word, ~bit, memory_order_relaxed);
        atomic_fetch_sub_explicit(&stress.n_live, 1, memory_order_relaxed);
    }
}

static void begin(struct slot *slot, unsigned flow, unsigned pmd, uint32_t flow_number,
                  const struct instance_seed *seed)
{
    uint64_t number = ((uint64_t)table_of(pmd) << 32 | flow) * RANDOM_STEP + ++slot->n_instances;

    slot->present = true;
    slot->live = (struct instance){
        .seed = random_mix(random_mix(stress.settings.seed) + number),
        .actions = seed->actions,
        .mask = seed->mask,
        .flow_number = flow_number,
        .begun_at = slot->now,
        .layer = seed->layer,
        .origin = (uint8_t)seed->origin,
        .adoptable = seed->adoptable,
    };
    once_begin(slot);
}

static void end(struct slot *slot, enum instance_end how)
{
    slot->live.end = (uint8_t)how;
    slot->live.ended_at = slot->now;
    once_end(slot);
    slot->present = false;
}

void flow_install(struct slot *slot, unsigned flow, unsigned pmd, const struct instance_seed *seed)
{
    begin(slot, flow, pmd, ++slot->n_flow_numbers, seed);
    mark(flow, pmd, true);
    upcalls_excuse(slot);
    measure_put(flow, pmd);
    count(STRESS_installs, 1);
}

void flow_remove(struct slot *slot, unsigned flow, unsigned pmd, enum instance_end how)
{
    end(slot, how);
    slot->emptied_round = atomic_load(&stress.n_rounds_begun);
    mark(flow, pmd, false);
    if (how == END_DELETED) {
        measure_deleted(flow, pmd);
    }
}

void flow_succeed(struct slot *slot, unsigned flow, unsigned pmd, enum instance_end how)
{
    struct instance old = slot->live;

    end(slot, how);
    begin(slot, flow, pmd, old.flow_number,
          &(struct instance_seed){
              .layer = (uint8_t)(how == END_MOVED ? (old.layer + 1) % LAYERS : old.layer),
              .origin = how == END_MOVED ? ORIGIN_MOVED : ORIGIN_RESET,
              .adoptable = old.adoptable,
              .actions = old.actions,
              .mask = old.mask,
          });
}

struct cache_stats flow_reading(const struct instance *instance, uint64_t n_hits)
{
    return (struct cache_stats){
        .n_packets = n_hits,
        .n_bytes = instance_bytes(instance->seed, n_hits),
        .used_ms = instance->used_ms,
        .layer = instance->layer,
        .offloaded = instance->layer != 0,
    };
}

struct cache_stats flow_read(struct slot *slot)
{
    uint64_t n_hits = slot->live.n_hits;

    if (n_hits && n_hits < UINT32_MAX && fault_strikes_slot(slot, STRESS_FAULT_READ_DIPS)) {
        n_hits = random_below(&thread_self()->random, n_hits);
    }
    slot->live.shown = true;
    return flow_reading(&slot->live, n_hits);
}

void flow_hit(struct slot *slot, unsigned flow, unsigned pmd, uint64_t ms)
{
    slot->live.n_hits++;
    slot->live.used_ms = ms;
    if (!atomic_load_explicit(&stress.faulty, memory_order_relaxed)) {
        return;
    }
    if (fault_strikes_slot(slot, STRESS_FAULT_COUNTER_RESET)) {
        flow_succeed(slot, flow, pmd, END_RESET);
    } else if (fault_strikes_slot(slot, STRESS_FAULT_MOVE_LAYER)) {
        flow_succeed(slot, flow, pmd, END_MOVED);
    } else if (fault_strikes_slot(slot, STRESS_FAULT_VANISH)) {
        flow_remove(slot, flow, pmd, END_VANISHED);
    }
}

/* A terse dump shows identities and counters, so no cache could tell that somebody else's flow has
 * taken the place of one of its own, or of one that a revalidator has read in this round and is
 * about to adopt. */
void flow_put_foreign(struct slot *slot, unsigned flow, unsigned pmd)
{
    bool expected =
        slot->state < STATE_EVICTED || atomic_load(&stress.n_rounds_ended) < slot->emptied_round;

    if (!slot->present && !expected && rules_actions(flow) &&
        fault_strikes_slot(slot, STRESS_FAULT_FOREIGN_FLOW)) {
        bool adoptable = random_chance(&thread_self()->random, 500000);

        flow_install(slot, flow, pmd,
                     &(struct instance_seed){
                         .origin = ORIGIN_FOREIGN,
                         .adoptable = adoptable,
                         .actions = rules_foreign_actions(flow, adoptable),
                         .mask = rules_mask(flow),
                     });
    }
}
