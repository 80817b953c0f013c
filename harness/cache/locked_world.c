/* The world lock on the world's side: see locked_cache.h. */
#include "cache/locked_internal.h"

#include "threads/threads.h"

static const struct cache_world *world;

static void world_operate(struct cache_op *ops, size_t n)
{
    threads_enter_harness();
    world->operate(ops, n);
    threads_leave_harness();
}

static uint64_t world_n_flows(void)
{
    uint64_t value;

    threads_enter_harness();
    value = world->n_flows();
    threads_leave_harness();
    return value;
}

static bool world_dump_create(bool terse)
{
    bool value;

    threads_enter_harness();
    value = world->dump_create(terse);
    threads_leave_harness();
    return value;
}

static unsigned world_dump_thread_create(void)
{
    unsigned value;

    threads_enter_harness();
    value = world->dump_thread_create();
    threads_leave_harness();
    return value;
}

static size_t world_dump_next(unsigned thread, struct cache_record *records, size_t max)
{
    size_t value;

    threads_enter_harness();
    value = world->dump_next(thread, records, max);
    threads_leave_harness();
    return value;
}

static void world_dump_thread_destroy(unsigned thread)
{
    threads_enter_harness();
    world->dump_thread_destroy(thread);
    threads_leave_harness();
}

static int world_dump_destroy(void)
{
    int value;

    threads_enter_harness();
    value = world->dump_destroy();
    threads_leave_harness();
    return value;
}

static int world_translate(enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
                           const struct cache_stats *packet_stats, struct cache_translation *result)
{
    int value;

    threads_enter_harness();
    value = world->translate(purpose, flow, pmd, packet, packet_stats, result);
    threads_leave_harness();
    return value;
}

static void world_push_stats(uint32_t handle, unsigned flow, unsigned pmd,
                             const struct cache_stats *delta)
{
    threads_enter_harness();
    world->push_stats(handle, flow, pmd, delta);
    threads_leave_harness();
}

static int world_adopt(unsigned flow, uint32_t actions)
{
    int value;

    threads_enter_harness();
    value = world->adopt(flow, actions);
    threads_leave_harness();
    return value;
}

static void world_release(uint32_t handle)
{
    threads_enter_harness();
    world->release(handle);
    threads_leave_harness();
}

static void world_transition(unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from,
                             enum cache_state to)
{
    threads_enter_harness();
    world->transition(flow, pmd, serial, from, to);
    threads_leave_harness();
}

static void world_freed(unsigned flow, unsigned pmd, uint64_t serial)
{
    threads_enter_harness();
    world->freed(flow, pmd, serial);
    threads_leave_harness();
}

static void world_upcall_begin(unsigned flow, unsigned pmd, uint64_t packet)
{
    threads_enter_harness();
    world->upcall_begin(flow, pmd, packet);
    threads_leave_harness();
}

static void world_upcall_end(unsigned flow, unsigned pmd, uint64_t packet,
                             enum cache_verdict verdict)
{
    threads_enter_harness();
    world->upcall_end(flow, pmd, packet, verdict);
    threads_leave_harness();
}

static void world_loss(unsigned flow, unsigned pmd, enum cache_loss reason)
{
    threads_enter_harness();
    world->loss(flow, pmd, reason);
    threads_leave_harness();
}

static void world_limit_adjusted(uint32_t limit)
{
    threads_enter_harness();
    world->limit_adjusted(limit);
    threads_leave_harness();
}

static void world_round_begin(uint64_t dump_seq, uint64_t reval_seq)
{
    threads_enter_harness();
    world->round_begin(dump_seq, reval_seq);
    threads_leave_harness();
}

static void world_round_end(uint64_t dump_seq, uint64_t reval_seq, bool dump_complete)
{
    threads_enter_harness();
    world->round_end(dump_seq, reval_seq, dump_complete);
    threads_leave_harness();
}

static const struct cache_world locked_world = {
    .operate = world_operate,
    .n_flows = world_n_flows,
    .dump_create = world_dump_create,
    .dump_thread_create = world_dump_thread_create,
    .dump_next = world_dump_next,
    .dump_thread_destroy = world_dump_thread_destroy,
    .dump_destroy = world_dump_destroy,
    .translate = world_translate,
    .push_stats = world_push_stats,
    .adopt = world_adopt,
    .release = world_release,
    .transition = world_transition,
    .freed = world_freed,
    .upcall_begin = world_upcall_begin,
    .upcall_end = world_upcall_end,
    .loss = world_loss,
    .limit_adjusted = world_limit_adjusted,
    .round_begin = world_round_begin,
    .round_end = world_round_end,
};

_Static_assert(sizeof locked_world == 19 * sizeof(void (*)(void)),
               "each function of the world takes the lock");

const struct cache_world *world_locked(const struct cache_world *given)
{
    world = given;
    return &locked_world;
}
