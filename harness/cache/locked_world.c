/* The world lock on the world's side: see locked_cache.h. */
#include "cache/locked_internal.h"

#include "threads/threads.h"

static const struct cache_world *world;

/* Defines a function of the world that does what `world` does there, with the lock held. */
#define LOCKED(NAME, PARAMETERS, ARGUMENTS) \
    static void world_##NAME PARAMETERS     \
    {                                       \
        threads_enter_harness();            \
        world->NAME ARGUMENTS;              \
        threads_leave_harness();            \
    }
#define LOCKED_VALUE(TYPE, NAME, PARAMETERS, ARGUMENTS) \
    static TYPE world_##NAME PARAMETERS                 \
    {                                                   \
        TYPE value;                                     \
                                                        \
        threads_enter_harness();                        \
        value = world->NAME ARGUMENTS;                  \
        threads_leave_harness();                        \
        return value;                                   \
    }

LOCKED(operate, (struct cache_op * ops, size_t n), (ops, n))
LOCKED_VALUE(uint64_t, n_flows, (void), ())
LOCKED_VALUE(bool, dump_create, (bool terse), (terse))
LOCKED_VALUE(unsigned, dump_thread_create, (void), ())
LOCKED_VALUE(size_t, dump_next, (unsigned thread, struct cache_record *records, size_t max),
             (thread, records, max))
LOCKED(dump_thread_destroy, (unsigned thread), (thread))
LOCKED_VALUE(int, dump_destroy, (void), ())
LOCKED_VALUE(int, translate,
             (enum cache_purpose purpose, unsigned flow, unsigned pmd, uint64_t packet,
              const struct cache_stats *packet_stats, struct cache_translation *result),
             (purpose, flow, pmd, packet, packet_stats, result))
LOCKED(push_stats, (uint32_t handle, unsigned flow, unsigned pmd, const struct cache_stats *delta),
       (handle, flow, pmd, delta))
LOCKED_VALUE(int, adopt, (unsigned flow, uint32_t actions), (flow, actions))
LOCKED(release, (uint32_t handle), (handle))
LOCKED(transition,
       (unsigned flow, unsigned pmd, uint64_t serial, enum cache_state from, enum cache_state to),
       (flow, pmd, serial, from, to))
LOCKED(freed, (unsigned flow, unsigned pmd, uint64_t serial), (flow, pmd, serial))
LOCKED(upcall_begin, (unsigned flow, unsigned pmd, uint64_t packet), (flow, pmd, packet))
LOCKED(upcall_end, (unsigned flow, unsigned pmd, uint64_t packet, enum cache_verdict verdict),
       (flow, pmd, packet, verdict))
LOCKED(loss, (unsigned flow, unsigned pmd, enum cache_loss reason), (flow, pmd, reason))
LOCKED(limit_adjusted, (uint32_t limit), (limit))
LOCKED(round_begin, (uint64_t dump_seq, uint64_t reval_seq), (dump_seq, reval_seq))
LOCKED(round_end, (uint64_t dump_seq, uint64_t reval_seq, bool dump_complete),
       (dump_seq, reval_seq, dump_complete))

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
