/* The world lock on the cache's side: see locked_cache.h. */
#include "cache/locked_cache.h"

#include "cache/locked_internal.h"
#include "threads/threads.h"

static const struct cache_under_test *cache;

/* Defines a function of the cache that does what `cache` does there, without the lock. */
#define UNLOCKED(NAME, PARAMETERS, ARGUMENTS) \
    static void cache_##NAME PARAMETERS       \
    {                                         \
        threads_leave_harness();              \
        cache->NAME ARGUMENTS;                \
        threads_enter_harness();              \
    }
#define UNLOCKED_VALUE(TYPE, NAME, PARAMETERS, ARGUMENTS) \
    static TYPE cache_##NAME PARAMETERS                   \
    {                                                     \
        TYPE value;                                       \
                                                          \
        threads_leave_harness();                          \
        value = cache->NAME ARGUMENTS;                    \
        threads_enter_harness();                          \
        return value;                                     \
    }

UNLOCKED(destroy, (void), ())
UNLOCKED_VALUE(int, start, (unsigned n_handlers, unsigned n_revalidators),
               (n_handlers, n_revalidators))
UNLOCKED(stop, (bool delete_flows), (delete_flows))
UNLOCKED_VALUE(int, set_threads, (unsigned n_handlers, unsigned n_revalidators),
               (n_handlers, n_revalidators))
UNLOCKED_VALUE(int, flush, (void), ())
UNLOCKED(pause, (void), ())
UNLOCKED(resume, (void), ())
UNLOCKED(purge, (void), ())
UNLOCKED(purge_pmd, (unsigned pmd), (pmd))
UNLOCKED_VALUE(bool, wait, (void), ())
UNLOCKED(let_in, (unsigned n_handlers), (n_handlers))
UNLOCKED_VALUE(size_t, handle_batch, (unsigned handler), (handler))
UNLOCKED(round, (void), ())
UNLOCKED(revalidate, (void), ())
UNLOCKED_VALUE(uint64_t, n_flows, (void), ())
UNLOCKED_VALUE(uint32_t, flow_limit, (void), ())
UNLOCKED_VALUE(uint64_t, n_rounds, (void), ())
UNLOCKED_VALUE(size_t, counters, (struct cache_counter * into, size_t max), (into, max))
UNLOCKED(enter, (void), ())
UNLOCKED(quiescent, (void), ())
UNLOCKED(leave, (void), ())
UNLOCKED_VALUE(int, miss,
               (unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                const struct cache_stats *stats, enum cache_upcall kind),
               (hint, flow, pmd, packet, stats, kind))
UNLOCKED_VALUE(int, upcall,
               (unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *stats,
                uint32_t *actions, uint32_t *mask, uint32_t *execute),
               (flow, pmd, packet, stats, actions, mask, execute))
UNLOCKED_VALUE(bool, sample, (unsigned flow, unsigned pmd, uint32_t *actions), (flow, pmd, actions))

static int cache_create(const struct cache_settings *settings, const struct cache_world *given)
{
    const struct cache_world *locked = world_locked(given);
    int error;

    threads_leave_harness();
    error = cache->create(settings, locked);
    threads_enter_harness();
    return error;
}

struct visitor {
    void (*function)(void *aux, const struct cache_entry *);
    void *aux;
};

static void visit(void *visitor_, const struct cache_entry *entry)
{
    const struct visitor *visitor = visitor_;

    threads_enter_harness();
    visitor->function(visitor->aux, entry);
    threads_leave_harness();
}

static void cache_for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    struct visitor visitor = {function, aux};

    threads_leave_harness();
    cache->for_each(visit, &visitor);
    threads_enter_harness();
}

const struct cache_under_test *cache_locked(const struct cache_under_test *given)
{
    static struct cache_under_test locked = {
        .create = cache_create,
        .destroy = cache_destroy,
        .start = cache_start,
        .stop = cache_stop,
        .set_threads = cache_set_threads,
        .flush = cache_flush,
        .pause = cache_pause,
        .resume = cache_resume,
        .purge = cache_purge,
        .purge_pmd = cache_purge_pmd,
        .wait = cache_wait,
        .let_in = cache_let_in,
        .handle_batch = cache_handle_batch,
        .round = cache_round,
        .for_each = cache_for_each,
        .revalidate = cache_revalidate,
        .n_flows = cache_n_flows,
        .flow_limit = cache_flow_limit,
        .n_rounds = cache_n_rounds,
        .counters = cache_counters,
        .enter = cache_enter,
        .quiescent = cache_quiescent,
        .leave = cache_leave,
        .miss = cache_miss,
        .upcall = cache_upcall,
    };
    _Static_assert(sizeof locked == (3 + 26) * sizeof(void (*)(void)),
                   "each function of the cache gives the lock up, but for what it promises");

    cache = given;
    locked.name = given->name;
    /* Neither `on_pthreads` nor `is_exact`: on real threads nobody sees its locks. */
    locked.promises = given->promises;
    locked.sample = given->sample ? cache_sample : NULL;
    return &locked;
}
