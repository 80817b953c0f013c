#include "execution/execute.h"

#include <assert.h>
#include <string.h>

#include "execution/feedback.h"
#include "execution/perform.h"
#include "execution/failed_create.h"
#include "execution/world.h"
#include "model/events.h"
#include "runtime/debugger.h"
#include "runtime/strategy.h"

enum {
    /* Rounds after which the world must have come right: a flow that vanished needs four, a failed
     * delete one more, and each may have been found by the last round of the one before. */
    SETTLE_ROUNDS = 16,
    /* As many as the longest seed has. Who wants more time to pass lets it advance, or configures
     * fewer rounds. */
    SLEEP_ROUNDS = 12,
    /* Enough to overflow now and then, and quick to make. */
    QUEUE_CAPACITY = 32,
    /* The cache's defaults, and its least time between two rounds. */
    DEFAULT_IDLE_MS = 10000,
    DEFAULT_INTERVAL_MS = 500,
    MIN_INTERVAL_MS = 5,
};

static const uint64_t NS_PER_MS = 1000000;

/* For how long before the number that gives it its name an execution begins: within its rounds. */
enum { EVE_MS = 2500 };

static uint64_t start_ns(enum scenario_start start)
{
    switch (start) {
    case START_SOON:
        return 1000 * NS_PER_MS;
    case START_2_31_MS:
        return ((UINT64_C(1) << 31) - EVE_MS) * NS_PER_MS;
    case START_2_32_MS:
        return ((UINT64_C(1) << 32) - EVE_MS) * NS_PER_MS;
    case START_2_63_NS:
        return ((UINT64_C(1) << 63) / NS_PER_MS - EVE_MS) * NS_PER_MS;
    default:
        return 1000000 * NS_PER_MS;
    }
}

static struct {
    const struct scenario *scenario;
    const struct cache_under_test *cache;
    struct scenario_result *result;
    unsigned packet_actor[SCENARIO_MAX_PACKET_THREADS];
} run;

/* Which flow table a packet thread's packets are looked up in. */
static unsigned pmd_of_thread(unsigned thread)
{
    return run.scenario->packet_datapath ? thread : CACHE_PMD_NULL;
}

/* The most time between two rounds. */
static unsigned round_interval_ms(const struct scenario *s)
{
    unsigned idle = s->max_idle_ms ? s->max_idle_ms : DEFAULT_IDLE_MS;
    unsigned interval = s->max_revalidator_ms ? s->max_revalidator_ms : DEFAULT_INTERVAL_MS;

    interval = idle < interval ? idle : interval;
    return interval < MIN_INTERVAL_MS ? MIN_INTERVAL_MS : interval;
}

static bool is_possible(const struct operation *op)
{
    return op->flow < run.scenario->n_flows || op->kind == OP_FAULT;
}

/* No actor sleeps through more than SLEEP_ROUNDS rounds in all: they take as many steps as if somebody
 * watched. */
static struct performer performer_of(unsigned pmd)
{
    return (struct performer){
        .cache = run.cache,
        .pmd = pmd,
        .allowance_ms = SLEEP_ROUNDS * round_interval_ms(run.scenario),
    };
}

static void packet_thread_body(void *aux)
{
    unsigned thread = (unsigned)(uintptr_t)aux;
    const struct operations *operations = &run.scenario->packet[thread];
    struct performer who = performer_of(pmd_of_thread(thread));

    run.cache->enter();
    for (unsigned i = 0; i < operations->n; i++) {
        if (is_possible(&operations->list[i])) {
            perform(&who, &operations->list[i]);
        }
        run.cache->quiescent();
    }
    run.cache->leave();
}

static void main_operations(void)
{
    const struct operations *operations = &run.scenario->main;
    struct performer who = performer_of(CACHE_PMD_NULL);

    for (unsigned i = 0; i < operations->n; i++) {
        if (is_possible(&operations->list[i])) {
            perform(&who, &operations->list[i]);
        }
    }
}

/* Lets everyone else do what they can: main sleeps, time stands still while any actor can run, so
 * when main wakes the handlers are idle and no round is running. */
static void drain(void)
{
    do {
        run.cache->leave();
        runtime_sleep_ns(1);
        run.cache->enter();
    } while (!runtime_others_blocked());
}

static void last_misses(void)
{
    unsigned n_pmds = run.scenario->packet_datapath ? run.scenario->n_packet_threads : 0;

    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        for (unsigned i = 0; i <= n_pmds; i++) {
            unsigned pmd = pmd_of_operand(i);

            model_packet(run.cache, flow, pmd, flow);
            drain();
            oracle_check_installed(flow, pmd);
        }
    }
}

static void settle(void)
{
    const struct scenario *s = run.scenario;

    run.cache->leave();
    for (unsigned i = 0; i < s->n_packet_threads; i++) {
        actor_join(run.packet_actor[i]);
    }
    run.cache->enter();
    model_heal();
    runtime_spare_threads();
    run.cache->resume();
    run.cache->start(s->n_handlers, s->n_revalidators);
    for (unsigned i = 0; i < SETTLE_ROUNDS && !run.result->settled; i++) {
        drain();
        run.cache->wait();
        drain();
        run.result->settled = oracle_check_quiescent();
    }
    last_misses();
}

/* One world with a cache in it, from its beginning to its end. */
static void life(const struct cache_under_test *given)
{
    const struct scenario *s = run.scenario;
    const struct model_settings world = world_settings(s);
    const struct cache_settings settings =
        world_cache_settings(s, (unsigned)QUEUE_CAPACITY + s->more_flows);
    static const char *const names[SCENARIO_MAX_PACKET_THREADS] = {"packet-0", "packet-1"};
    int error;

    model_begin(&world);
    run.cache = oracle_watch(given);
    run.cache->enter();
    create_without_memory(given, &settings, &model_world, s->create_fails);
    create_out_of_range(given, &settings, &model_world, s->seed);
    error = run.cache->create(&settings, &model_world);
    assert(!error);
    for (unsigned i = 0; i < s->n_packet_threads; i++) {
        run.packet_actor[i] = actor_spawn(names[i], packet_thread_body, (void *)(uintptr_t)i);
    }
    run.cache->start(s->n_handlers, s->n_revalidators);
    main_operations();
    settle();
    if (!s->destroy_running) {
        run.cache->stop(!s->leave_flows);
    }
    run.result->n_counters = run.cache->counters(run.result->counters, SCENARIO_MAX_COUNTERS);
    run.cache->destroy();
    run.cache->leave();
    oracle_end();
}

static void execution(void *aux)
{
    for (unsigned i = 0; i < run.scenario->n_lives; i++) {
        run.result->settled = false;
        life((const struct cache_under_test *)aux);
    }
}

static struct strategy *strategy_of(const struct scenario *s)
{
    static struct strategy_replay replay;
    static struct strategy_bytes bytes;
    static struct strategy_random random_;
    static struct strategy_pct pct;
    static struct strategy_pos pos;
    static struct strategy_surw surw;
    static struct strategy_delay_bound delay_bound;
    uint32_t length = s->length ? s->length : SCENARIO_USUAL_LENGTH;
    uint16_t estimates[RUNTIME_MAX_ACTORS];

    switch (s->strategy) {
    case STRATEGY_BYTES:
        strategy_bytes_init(&bytes, s->bytes, s->n_bytes);
        return &bytes.strategy;
    case STRATEGY_RANDOM:
        strategy_random_init(&random_, s->seed, s->mean_gap);
        return &random_.strategy;
    case STRATEGY_PCT:
        strategy_pct_init(&pct, s->seed, s->depth, length);
        return &pct.strategy;
    case STRATEGY_POS:
        strategy_pos_init(&pos, s->seed);
        return &pos.strategy;
    case STRATEGY_SURW:
        scenario_estimates(s, estimates);
        strategy_surw_init(&surw, s->seed, s->interest, estimates, RUNTIME_MAX_ACTORS);
        return &surw.strategy;
    case STRATEGY_DELAY_BOUND:
        strategy_delay_bound_init(&delay_bound, s->seed, s->depth, length);
        return &delay_bound.strategy;
    default:
        strategy_replay_init(&replay, s->preemptions, s->n_preemptions);
        return &replay.strategy;
    }
}

static struct strategy *debugged(struct strategy *inner)
{
    static struct strategy_debugged strategy;

    strategy_debugged_init(&strategy, inner);
    return &strategy.strategy;
}

void scenario_execute(const struct scenario *s, const struct scenario_options *options,
                      struct scenario_result *result)
{
    const struct cache_under_test *cache = options->cache ? options->cache : &udpif_under_test;
    bool listen = options->feedback || options->profile;
    struct runtime_options runtime = {
        .strategy = strategy_of(s),
        .step_budget = SCENARIO_STEP_BUDGET + (uint32_t)s->more_flows * SCENARIO_STEPS_PER_FLOW,
        .start_time_ns = start_ns(s->start),
        .on_event = listen ? feedback_on_event : options->on_event,
        .aux = options->aux,
        .event_kinds = listen ? feedback_event_kinds() : NULL,
        .follow_objects = options->follow_objects,
        .waits_offline = true,
    };

    memset(result, 0, sizeof *result);
    result->strategy = s->strategy;
    run.scenario = s;
    run.result = result;
    if (options->debugged) {
        assert(s->strategy == STRATEGY_REPLAY && !listen);
        runtime.strategy = debugged(runtime.strategy);
        runtime.on_event = runtime_debugger_on_event;
        runtime.event_kinds = NULL;
    }
    if (listen) {
        feedback_begin(options->profile, options->feedback);
    }
    runtime_execute(&runtime, execution, (void *)(uintptr_t)cache, &result->outcome);
    result->reached = *oracle_reached();
    result->n_faults = model_n_fired(FAULT_NONE);
    if (listen) {
        feedback_end(result);
    }
    if (options->profile) {
        profile_end(options->profile);
    }
}

uint64_t scenario_counter(const struct scenario_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_counters; i++) {
        if (!strcmp(result->counters[i].name, name)) {
            return result->counters[i].value;
        }
    }
    return 0;
}
