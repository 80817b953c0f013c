/* The world lock on the cache's side: see locked_cache.h. */
#include "cache/locked_cache.h"

#include "cache/locked_internal.h"
#include "threads/threads.h"

static const struct cache_under_test *cache;

static int create(const struct cache_settings *settings, const struct cache_world *given)
{
    const struct cache_world *locked = world_locked(given);
    int error;

    threads_leave_harness();
    error = cache->create(settings, locked);
    threads_enter_harness();
    return error;
}

static void destroy(void)
{
    threads_leave_harness();
    cache->destroy();
    threads_enter_harness();
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    int value;

    threads_leave_harness();
    value = cache->start(n_handlers, n_revalidators);
    threads_enter_harness();
    return value;
}

static void stop(bool delete_flows)
{
    threads_leave_harness();
    cache->stop(delete_flows);
    threads_enter_harness();
}

static int set_threads(unsigned n_handlers, unsigned n_revalidators)
{
    int value;

    threads_leave_harness();
    value = cache->set_threads(n_handlers, n_revalidators);
    threads_enter_harness();
    return value;
}

static int cache_flush(void)
{
    int value;

    threads_leave_harness();
    value = cache->flush();
    threads_enter_harness();
    return value;
}

static void cache_pause(void)
{
    threads_leave_harness();
    cache->pause();
    threads_enter_harness();
}

static void resume(void)
{
    threads_leave_harness();
    cache->resume();
    threads_enter_harness();
}

static void purge(void)
{
    threads_leave_harness();
    cache->purge();
    threads_enter_harness();
}

static void purge_pmd(unsigned pmd)
{
    threads_leave_harness();
    cache->purge_pmd(pmd);
    threads_enter_harness();
}

static bool cache_wait(void)
{
    bool value;

    threads_leave_harness();
    value = cache->wait();
    threads_enter_harness();
    return value;
}

static void let_in(unsigned n_handlers)
{
    threads_leave_harness();
    cache->let_in(n_handlers);
    threads_enter_harness();
}

static size_t handle_batch(unsigned handler)
{
    size_t value;

    threads_leave_harness();
    value = cache->handle_batch(handler);
    threads_enter_harness();
    return value;
}

static void cache_round(void)
{
    threads_leave_harness();
    cache->round();
    threads_enter_harness();
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

static void for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    struct visitor visitor = {function, aux};

    threads_leave_harness();
    cache->for_each(visit, &visitor);
    threads_enter_harness();
}

static void revalidate(void)
{
    threads_leave_harness();
    cache->revalidate();
    threads_enter_harness();
}

static uint64_t n_flows(void)
{
    uint64_t value;

    threads_leave_harness();
    value = cache->n_flows();
    threads_enter_harness();
    return value;
}

static uint32_t flow_limit(void)
{
    uint32_t value;

    threads_leave_harness();
    value = cache->flow_limit();
    threads_enter_harness();
    return value;
}

static uint64_t n_rounds(void)
{
    uint64_t value;

    threads_leave_harness();
    value = cache->n_rounds();
    threads_enter_harness();
    return value;
}

static size_t counters(struct cache_counter *into, size_t max)
{
    size_t value;

    threads_leave_harness();
    value = cache->counters(into, max);
    threads_enter_harness();
    return value;
}

static void enter(void)
{
    threads_leave_harness();
    cache->enter();
    threads_enter_harness();
}

static void quiescent(void)
{
    threads_leave_harness();
    cache->quiescent();
    threads_enter_harness();
}

static void leave(void)
{
    threads_leave_harness();
    cache->leave();
    threads_enter_harness();
}

static int miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                const struct cache_stats *stats, bool action_upcall)
{
    int value;

    threads_leave_harness();
    value = cache->miss(hint, flow, pmd, packet, stats, action_upcall);
    threads_enter_harness();
    return value;
}

static int upcall(unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *stats,
                  uint32_t *actions, uint32_t *mask, uint32_t *execute)
{
    int value;

    threads_leave_harness();
    value = cache->upcall(flow, pmd, packet, stats, actions, mask, execute);
    threads_enter_harness();
    return value;
}

static bool sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    bool known;

    threads_leave_harness();
    known = cache->sample(flow, pmd, actions);
    threads_enter_harness();
    return known;
}

const struct cache_under_test *cache_locked(const struct cache_under_test *given)
{
    static struct cache_under_test locked = {
        .create = create,
        .destroy = destroy,
        .start = start,
        .stop = stop,
        .set_threads = set_threads,
        .flush = cache_flush,
        .pause = cache_pause,
        .resume = resume,
        .purge = purge,
        .purge_pmd = purge_pmd,
        .wait = cache_wait,
        .let_in = let_in,
        .handle_batch = handle_batch,
        .round = cache_round,
        .for_each = for_each,
        .revalidate = revalidate,
        .n_flows = n_flows,
        .flow_limit = flow_limit,
        .n_rounds = n_rounds,
        .counters = counters,
        .enter = enter,
        .quiescent = quiescent,
        .leave = leave,
        .miss = miss,
        .upcall = upcall,
    };
    _Static_assert(sizeof locked == (3 + 26) * sizeof(void (*)(void)),
                   "each function of the cache gives the lock up, but for what it promises");

    cache = given;
    locked.name = given->name;
    /* Neither `on_pthreads` nor `is_exact`: on real threads nobody sees its locks. */
    locked.promises = given->promises;
    locked.sample = given->sample ? sample : NULL;
    return &locked;
}
