/* The door between the cache and its users: their calls, with the oracles around them. */
#include <errno.h>

#include "oracle/belief/calls.h"
#include "oracle/belief/rounds.h"
#include "oracle/dispatch.h"

static const struct cache_under_test *cache;

static bool threads_failed; /* When the call began, one of its threads was to fail. */

/* set_threads() deletes all flows, unless that many run or none does. */
static unsigned deletes_pmd(enum harness_call call, struct thread_numbers wanted)
{
    struct thread_numbers now = calls_running();
    bool changes = now.handlers != wanted.handlers || now.revalidators != wanted.revalidators;

    return call == CALL_SET_THREADS && now.handlers && changes &&
                   thread_numbers_are_possible(wanted)
               ? EVERY_PMD
               : NO_FLOWS;
}

static void begin_threads(enum harness_call call, unsigned n_handlers, unsigned n_revalidators)
{
    struct thread_numbers wanted = {n_handlers, n_revalidators};

    threads_failed = runtime_thread_fails();
    event_log_append((enum event_kind)EVENT_CALL, call, 0, 0, 0);
    OBSERVE(CALL_BEGIN, .call = call, .deletes_pmd = deletes_pmd(call, wanted), .wanted = wanted);
}

static void begin_deleting(enum harness_call call, unsigned deletes_pmd)
{
    threads_failed = runtime_thread_fails();
    event_log_append((enum event_kind)EVENT_CALL, call, 0, 0, 0);
    OBSERVE(CALL_BEGIN, .call = call, .deletes_pmd = deletes_pmd);
}

static void begin(enum harness_call call)
{
    begin_deleting(call, NO_FLOWS);
}

static void end(enum harness_call call, int result)
{
    event_log_append((enum event_kind)EVENT_CALLED, call, (uint64_t)result, 0, 0);
    OBSERVE(CALL_END, .call = call, .result = result,
            .starved = threads_failed && !runtime_thread_fails());
}

static int create(const struct cache_settings *settings, const struct cache_world *given)
{
    const struct cache_world *watched = watch_world(given);
    int error;

    context_set_settings(settings);
    begin(CALL_CREATE);
    error = cache->create(settings, watched);
    end(CALL_CREATE, error);
    return error;
}

static void destroy(void)
{
    begin(CALL_DESTROY);
    context_set_destroying();
    cache->destroy();
    end(CALL_DESTROY, 0);
}

static int start(unsigned n_handlers, unsigned n_revalidators)
{
    int error;

    begin_threads(CALL_START, n_handlers, n_revalidators);
    error = cache->start(n_handlers, n_revalidators);
    end(CALL_START, error);
    return error;
}

static void stop(bool delete_flows)
{
    begin_deleting(CALL_STOP, delete_flows ? EVERY_PMD : NO_FLOWS);
    cache->stop(delete_flows);
    end(CALL_STOP, 0);
}

static int set_threads(unsigned n_handlers, unsigned n_revalidators)
{
    int error;

    begin_threads(CALL_SET_THREADS, n_handlers, n_revalidators);
    error = cache->set_threads(n_handlers, n_revalidators);
    end(CALL_SET_THREADS, error);
    return error;
}

static int flush(void)
{
    int error;

    begin_deleting(CALL_FLUSH, EVERY_PMD);
    error = cache->flush();
    end(CALL_FLUSH, error);
    return error;
}

static void pause_cache(void)
{
    begin(CALL_PAUSE);
    cache->pause();
    end(CALL_PAUSE, 0);
}

static void resume_cache(void)
{
    begin(CALL_RESUME);
    cache->resume();
    end(CALL_RESUME, 0);
}

static void purge(void)
{
    begin_deleting(CALL_PURGE, EVERY_PMD);
    cache->purge();
    end(CALL_PURGE, 0);
}

static void purge_pmd(unsigned pmd)
{
    begin_deleting(CALL_PURGE_PMD, pmd);
    cache->purge_pmd(pmd);
    end(CALL_PURGE_PMD, 0);
}

static bool wait_for_round(void)
{
    bool reached;

    begin(CALL_WAIT);
    reached = cache->wait();
    end(CALL_WAIT, reached);
    return reached;
}

static void let_in(unsigned n_handlers)
{
    begin(CALL_LET_IN);
    cache->let_in(n_handlers);
    end(CALL_LET_IN, 0);
}

static size_t handle_batch(unsigned handler)
{
    size_t n;

    begin(CALL_HANDLE_BATCH);
    n = cache->handle_batch(handler);
    end(CALL_HANDLE_BATCH, (int)n);
    return n;
}

static void run_round(void)
{
    begin(CALL_ROUND);
    cache->round();
    end(CALL_ROUND, 0);
}

static void revalidate(void)
{
    event_log_append((enum event_kind)EVENT_CALL, CALL_REVALIDATE, 0, 0, 0);
    OBSERVE(REVALIDATE_BEGIN);
    cache->revalidate();
    OBSERVE(REVALIDATE_END);
}

static int upcall(unsigned flow, unsigned pmd, uint64_t packet, const struct cache_stats *stats,
                  uint32_t *actions, uint32_t *mask, uint32_t *execute)
{
    int error;

    context_set_packet_thread(true);
    error = cache->upcall(flow, pmd, packet, stats, actions, mask, execute);
    context_set_packet_thread(false);
    if (error == ESHUTDOWN) {
        OBSERVE(GOES_ON);
    } else {
        OBSERVE(UPCALL_RETURNED, .slot = model_slot(flow, pmd), .packet = packet, .result = error,
                .actions = *actions, .mask = *mask, .execute = *execute);
    }
    return error;
}

static bool sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    bool known = cache->sample(flow, pmd, actions);

    if (known) {
        OBSERVE(SAMPLED, .slot = model_slot(flow, pmd), .actions = *actions);
    } else {
        OBSERVE(GOES_ON);
    }
    return known;
}

const struct cache_under_test *oracle_watch(const struct cache_under_test *given)
{
    static struct cache_under_test watched;

    cache = given;
    watched = *given;
    context_set_promises(given->promises);
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

    dispatch_reset();
    context_set_on_pthreads(given->on_pthreads);
    context_set_exact(given->is_exact);
    model_listen(&watched_model);
    return &watched;
}

static void see_entry(void *aux, const struct cache_entry *entry)
{
    OBSERVE(ENTRY, .unheard = true, .slot = model_slot(entry->flow, entry->pmd), .entry = entry);
}

bool oracle_check_quiescent(void)
{
    enum { MAX_COUNTERS = 64 };
    static struct cache_counter counters[MAX_COUNTERS];
    const struct round_facts round = *rounds_last();
    unsigned n_quiet = rounds_n_quiet();
    size_t n_counters;
    uint32_t limit;

    event_log_append((enum event_kind)EVENT_CHECK, 0, n_quiet, 0, 0);
    if (round.open) {
        OBSERVE(GOES_ON);
        return false;
    }
    limit = cache->flow_limit();
    n_counters = cache->counters(counters, MAX_COUNTERS);
    OBSERVE(QUIESCENT, .limit = limit, .counters = counters, .n_counters = n_counters);
    if (n_quiet < ORACLE_QUIET_ROUNDS) {
        return false;
    }
    cache->for_each(see_entry, NULL);
    /* Others may have run meanwhile, and changed everything. */
    if (rounds_n_quiet() != n_quiet || rounds_last()->begun_at != round.begun_at) {
        return false;
    }
    OBSERVE(COMPARED);
    OBSERVE(SETTLED);
    return true;
}

void oracle_check_installed(unsigned flow, unsigned pmd)
{
    OBSERVE(QUIESCENT_MISS, .unheard = true, .slot = model_slot(flow, pmd));
}

void oracle_end(void)
{
    OBSERVE(END);
}

const struct oracle_reached *oracle_reached(void)
{
    return &context_reached;
}
