/* The world that the cache is given, and what it reports of itself. */
#include "stress/internal.h"

static uint64_t n_flows(void)
{
    return atomic_load_explicit(&stress.n_live, memory_order_relaxed);
}

static void loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    struct slot *slot = slot_find(flow, pmd);

    slot_lock(slot);
    once_declared(slot, reason);
    slot_unlock(slot);
    count(STRESS_losses_declared, 1);
}

static void limit_adjusted(uint32_t limit) {}

static void round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    thread_does("begins a round");
    measure_round_begins();
    atomic_fetch_add(&stress.n_rounds_begun, 1);
    count(STRESS_rounds, 1);
}

static void round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    thread_does("has ended a round");
    measure_round_ends();
    atomic_fetch_add(&stress.n_rounds_ended, 1);
    count(STRESS_rounds_incomplete, !dump_complete);
}

const struct cache_world stress_world = {
    .operate = ages_operate,
    .n_flows = n_flows,
    .dump_create = world_dump_create,
    .dump_thread_create = world_dump_thread_create,
    .dump_next = ages_dump_next,
    .dump_thread_destroy = world_dump_thread_destroy,
    .dump_destroy = world_dump_destroy,
    .translate = ages_translate,
    .push_stats = once_push,
    .adopt = world_adopt,
    .release = world_release,
    .transition = ukeys_transition,
    .freed = ukeys_freed,
    .upcall_begin = upcalls_begin,
    .upcall_end = upcalls_end,
    .loss = loss,
    .limit_adjusted = limit_adjusted,
    .round_begin = round_begin,
    .round_end = round_end,
};

bool fault_strikes(enum stress_fault fault)
{
    struct stress_thread *self;

    if (!atomic_load_explicit(&stress.faulty, memory_order_relaxed)) {
        return false;
    }
    self = thread_self();
    if (!random_chance(&self->random, stress.settings.faults.per_million[fault])) {
        return false;
    }
    thread_add(&self->faults[fault], 1);
    return true;
}

bool fault_strikes_slot(struct slot *slot, enum stress_fault fault)
{
    if (!fault_strikes(fault)) {
        return false;
    }
    upcalls_excuse(slot);
    return true;
}
