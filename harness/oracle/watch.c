/* The hub's other side: the cache, as its users call it, with the oracles around it. */

#include "oracle/hub.h"

#include <errno.h>

static const struct cache_under_test *cache;

static void call_begin(enum harness_call call)
{
    hub_hear();
    event_log_append((enum event_kind)EVENT_CALL, call, 0, 0, 0);
    progress_call_begin(call);
    if (call != CALL_WAIT && call != CALL_ROUND && call != CALL_HANDLE_BATCH &&
        call != CALL_PAUSE && call != CALL_RESUME) {
        rounds_disturbed();
    }
}

static void call_end(enum harness_call call, int result)
{
    hub_hear();
    event_log_append((enum event_kind)EVENT_CALLED, call, (uint64_t)result, 0, 0);
    progress_call_end(call, result);
}

static int create(const struct cache_settings *settings, const struct cache_world *given)
{
    int error;

    hub_world_below = given;
    oracle_settings = *settings;
    call_begin(CALL_CREATE);
    error = cache->create(settings, &hub_world);
    call_end(CALL_CREATE, error);
    return error;
}

static void destroy(void)
{
    call_begin(CALL_DESTROY);
    hub_destroying = true;
    cache->destroy();
    call_end(CALL_DESTROY, 0);
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    int error;

    call_begin(CALL_START);
    error = cache->start(n_handlers, n_revalidators);
    call_end(CALL_START, error);
    return error;
}

static void stop(bool delete_flows)
{
    call_begin(CALL_STOP);
    if (delete_flows) {
        progress_deletes(PROGRESS_EVERY_PMD);
    }
    cache->stop(delete_flows);
    call_end(CALL_STOP, 0);
}

static int set_threads(unsigned n_handlers, unsigned n_revalidators)
{
    int error;

    call_begin(CALL_SET_THREADS);
    error = cache->set_threads(n_handlers, n_revalidators);
    call_end(CALL_SET_THREADS, error);
    return error;
}

static int flush(void)
{
    int error;

    call_begin(CALL_FLUSH);
    progress_deletes(PROGRESS_EVERY_PMD);
    error = cache->flush();
    call_end(CALL_FLUSH, error);
    return error;
}

static void pause_cache(void)
{
    call_begin(CALL_PAUSE);
    cache->pause();
    call_end(CALL_PAUSE, 0);
}

static void resume_cache(void)
{
    call_begin(CALL_RESUME);
    cache->resume();
    call_end(CALL_RESUME, 0);
}

static void purge(void)
{
    call_begin(CALL_PURGE);
    progress_deletes(PROGRESS_EVERY_PMD);
    cache->purge();
    call_end(CALL_PURGE, 0);
}

static void purge_pmd(unsigned pmd)
{
    call_begin(CALL_PURGE_PMD);
    progress_deletes(pmd);
    cache->purge_pmd(pmd);
    call_end(CALL_PURGE_PMD, 0);
}

static bool wait_for_round(void)
{
    bool reached;

    call_begin(CALL_WAIT);
    reached = cache->wait();
    call_end(CALL_WAIT, reached);
    return reached;
}

static void let_in(unsigned n_handlers)
{
    call_begin(CALL_LET_IN);
    cache->let_in(n_handlers);
    call_end(CALL_LET_IN, 0);
}

static size_t handle_batch(unsigned handler)
{
    size_t n;

    call_begin(CALL_HANDLE_BATCH);
    n = cache->handle_batch(handler);
    call_end(CALL_HANDLE_BATCH, (int)n);
    return n;
}

static void run_round(void)
{
    call_begin(CALL_ROUND);
    cache->round();
    call_end(CALL_ROUND, 0);
}

static void revalidate(void)
{
    hub_hear();
    event_log_append((enum event_kind)EVENT_CALL, CALL_REVALIDATE, 0, 0, 0);
    valid_revalidate_begin();
    cache->revalidate();
    hub_hear();
    valid_revalidate_end();
    rounds_disturbed();
}

static int upcall(unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *stats,
                  uint32_t *actions, uint32_t *mask, uint32_t *execute)
{
    unsigned self = actor_self();
    int error;

    hub_packet_thread[self] = true;
    error = cache->upcall(flow, pmd, packet, stats, actions, mask, execute);
    hub_packet_thread[self] = false;
    hub_hear();
    if (error != ESHUTDOWN) {
        stall_upcall_returned(model_slot(flow, pmd), error);
    }
    return error;
}

/* Freed memory hardly ever holds what the flow's rules have given. */
static bool sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    bool known = cache->sample(flow, pmd, actions);

    hub_hear();
    if (known && !model_actions_were_given(flow, *actions)) {
        runtime_violation(
            "RCU",
            "%s reads 0x%x as the actions of %s, which its rules never gave: expected "
            "those of one version of its rules",
            oracle_self(), *actions, oracle_slot_name(model_slot(flow, pmd)));
    }
    return known;
}

const struct cache_under_test *oracle_watch(const struct cache_under_test *given)
{
    static struct cache_under_test watched;

    cache = given;
    watched = *given;
    watched.create = create;
    watched.destroy = destroy;
    watched.start = start;
    watched.stop = stop;
    watched.set_threads = set_threads;
    watched.flush = flush;
    watched.pause = pause_cache;
    watched.resume = resume_cache;
    watched.purge = purge;
    watched.purge_pmd = purge_pmd;
    watched.wait = wait_for_round;
    watched.let_in = let_in;
    watched.handle_batch = handle_batch;
    watched.round = run_round;
    watched.revalidate = revalidate;
    watched.upcall = upcall;
    watched.sample = given->sample ? sample : NULL;

    hub_reset();
    return &watched;
}

static void see_entry(void *aux, const struct cache_entry *entry)
{
    bijection_entry(entry);
}

bool oracle_check_quiescent(void)
{
    moment round = rounds_last()->begun_at;
    unsigned n_quiet = rounds_n_quiet();

    hub_hear();
    event_log_append((enum event_kind)EVENT_CHECK, 0, n_quiet, 0, 0);
    if (rounds_last()->open) {
        return false;
    }
    loss_check_deleted(hub_now);
    limit_check_value(cache->flow_limit());
    counters_check(cache);
    if (n_quiet < ORACLE_QUIET_ROUNDS) {
        return false;
    }
    bijection_reset();
    cache->for_each(see_entry, NULL);
    /* Whoever ran meanwhile may have changed everything. */
    if (rounds_n_quiet() != n_quiet || rounds_last()->begun_at != round) {
        return false;
    }
    bijection_check();
    loss_check_all();
    return true;
}

void oracle_end(void)
{
    hub_hear();
    loss_check_deleted(hub_now);
    leak_check();
}
