#include "run.h"

#include <assert.h>
#include <string.h>

#include "cache.h"
#include "execution/execute.h"
#include "execution/feedback.h"
#include "execution/perform.h"
#include "execution/failed_create.h"
#include "execution/world.h"
#include "model/model.h"
#include "operation.h"
#include "runtime/strategy.h"
#include "scenario/text.h"
#include "support/random.h"

enum {
    STEP_BUDGET = 4000000,
    START_TIME_S = 1000,
    /* Rounds after which nothing that a fault has left stands in the way any more. */
    SETTLE_ROUNDS = 3,
};

static const uint64_t NS_PER_MS = 1000000;

static struct {
    const struct scenario *scenario;
    const struct cache_under_test *cache;
    struct sequence_result *result;
    struct random random;
    unsigned n_bytes_used;
    unsigned n_done[1 + SCENARIO_MAX_PACKET_THREADS]; /* Of the lists of main and packet threads. */
} run;

/* Steps. */

static void begin_step(enum sequence_actor actor, unsigned number, const struct operation *op)
{
    struct sequence_result *result = run.result;
    static const char *const words[] = {
        [SEQUENCE_HANDLER] = "handler batch", [SEQUENCE_REVALIDATORS] = "round"};

    if (result->n_steps == SEQUENCE_MAX_STEPS) {
        runtime_violation("SEQUENCE/too-many-steps", "more than %d steps", SEQUENCE_MAX_STEPS);
    }
    result->steps[result->n_steps++] =
        (struct sequence_step){.actor = actor, .number = number, .operation = *op};
    sequential_step(result->n_steps - 1, words[actor]
                                             ? words[actor]
                                             : operation_form((enum operation_kind)op->kind)->name);
    transcript_step();
}

static void end_step(void)
{
    for (unsigned i = 0; i < transcript.n_verdicts; i++) {
        run.result->verdicts[transcript.verdicts[i].verdict]++;
    }
    for (unsigned i = 0; i < transcript.n_ops; i++) {
        run.result->n_ops[transcript.ops[i].op.type]++;
    }
    sequential_compare(run.cache);
}

/* Which flow table a packet thread's packets are looked up in. */
static unsigned pmd_of_thread(unsigned thread)
{
    return run.scenario->packet_datapath ? thread : CACHE_PMD_NULL;
}

static void handle(unsigned handler)
{
    begin_step(SEQUENCE_HANDLER, handler, &(struct operation){.kind = 0});
    sequential_handle_batch(handler, run.cache->handle_batch(handler));
    end_step();
}

static void run_round(void)
{
    begin_step(SEQUENCE_REVALIDATORS, 0, &(struct operation){.kind = 0});
    run.cache->round();
    sequential_round();
    end_step();
}

static void main_step(const struct operation *op)
{
    if (op->flow >= run.scenario->n_flows && op->kind != OP_FAULT) {
        return;
    }
    begin_step(SEQUENCE_MAIN, 0, op);
    sequence_operation(run.cache, op, CACHE_PMD_NULL);
    end_step();
}

static void packet_step(unsigned thread, const struct operation *op)
{
    if (op->flow >= run.scenario->n_flows) {
        return;
    }
    begin_step(SEQUENCE_PACKET, thread, op);
    sequence_operation(run.cache, op, pmd_of_thread(thread));
    run.cache->quiescent();
    end_step();
}

/* Order. */

static unsigned choose(unsigned n)
{
    const struct scenario *s = run.scenario;

    if (s->strategy == STRATEGY_BYTES && run.n_bytes_used < s->n_bytes) {
        return s->bytes[run.n_bytes_used++] % n;
    }
    return random_below(&run.random, n);
}

static const struct operations *list_of(unsigned actor)
{
    return actor ? &run.scenario->packet[actor - 1] : &run.scenario->main;
}

/* The next operation of main (0) or a packet thread, if there is one. */
static bool do_next_of(unsigned actor)
{
    const struct operations *list = list_of(actor);
    const struct operation *op;

    if (run.n_done[actor] == list->n) {
        return false;
    }
    op = &list->list[run.n_done[actor]++];
    if (actor) {
        packet_step(actor - 1, op);
    } else {
        main_step(op);
    }
    return true;
}

static void do_anything(void)
{
    unsigned n_actors = 1U + run.scenario->n_packet_threads;

    switch (choose(8)) {
    case 0:
    case 1:
        if (sequential.n_open) {
            handle(choose(sequential.n_open));
        }
        break;
    case 2:
        run_round();
        break;
    case 3:
    case 4:
        do_next_of(choose(n_actors));
        break;
    default:
        do_next_of(0);
        break;
    }
}

static bool done(void)
{
    for (unsigned actor = 0; actor <= run.scenario->n_packet_threads; actor++) {
        if (run.n_done[actor] < list_of(actor)->n) {
            return false;
        }
    }
    return true;
}

/* The one that is chosen may have nothing left to do, so there is a bound. */
enum { MAX_CHOICES = 384 };

static void operations(void)
{
    for (unsigned i = 0; i < MAX_CHOICES && !done(); i++) {
        do_anything();
    }
}

/* The quiet time at the end. */

static void handle_all(void)
{
    for (unsigned h = 0; h < sequential.n_open; h++) {
        while (sequential.queues[h].n) {
            handle(h);
        }
    }
}

static void last_miss(unsigned flow, unsigned pmd_operand)
{
    const struct operation op = {
        .kind = OP_PACKET, .flow = (uint8_t)flow, .a = (uint8_t)pmd_operand};
    unsigned pmd = pmd_of_operand(pmd_operand);

    begin_step(SEQUENCE_MAIN, 0, &op);
    sequential_packet(flow, pmd, flow, model_packet(run.cache, flow, pmd, flow));
    run.cache->quiescent();
    end_step();
    handle_all();
    sequential_check_installed(flow, pmd);
}

static void settle(void)
{
    static const struct operation heal = {.kind = OP_HEAL}, resume = {.kind = OP_RESUME};
    const struct operation start = {.kind = OP_START, .a = SCENARIO_MAX_HANDLERS - 1};
    const struct scenario *s = run.scenario;
    unsigned n_pmds = s->packet_datapath ? s->n_packet_threads : 0;

    main_step(&heal);
    main_step(&resume);
    main_step(&start);
    handle_all();
    for (unsigned i = 0; i < SETTLE_ROUNDS; i++) {
        run_round();
    }
    for (unsigned flow = 0; flow < model_flows_end(); flow++) {
        for (unsigned i = 0; i <= n_pmds; i++) {
            last_miss(flow, i);
        }
    }
    run_round();
    if (!s->leave_flows) {
        main_step(&(struct operation){.kind = OP_PURGE});
    }
}

static void check_nothing_left(void)
{
    for (uint32_t handle = 1; handle <= model_n_handles(); handle++) {
        if (model_handle_live(handle)) {
            runtime_violation("SEQUENCE/translation-kept",
                              "after destroy, expected every translation to be given back, seen"
                              " handle %u of flow %u kept",
                              handle, model_handle_flow(handle));
        }
    }
}

static void execution(void *aux)
{
    const struct scenario *s = run.scenario;
    const struct model_settings world = world_settings(s);
    /* Queues that fill up, in some runs, and small ones in all: the default's are so large that to
     * allocate them takes longer than all the rest. */
    const struct cache_settings settings =
        world_cache_settings(s, s->seed % 4 == 3 ? 4 : 128U + s->more_flows);
    const struct cache_world *watched = transcript_begin();
    int error;

    model_begin(&world);
    sequential_begin(&settings);
    run.cache->enter();
    create_without_memory(run.cache, &settings, watched, s->create_fails);
    create_out_of_range(run.cache, &settings, watched, s->seed);
    error = run.cache->create(&settings, watched);
    assert(!error);
    sequence_let_in(run.cache, s->n_handlers);
    operations();
    settle();
    run.cache->destroy();
    run.cache->leave();
    check_nothing_left();
    run.result->completed = true;
}

void sequence_run(const struct scenario *s, const struct cache_under_test *cache,
                  struct sequence_result *result)
{
    static struct strategy_replay in_order;
    static struct scenario_result seen; /* For feedback.h. */
    const struct runtime_options options = {
        .strategy = &in_order.strategy,
        .step_budget = STEP_BUDGET,
        .start_time_ns = START_TIME_S * 1000 * NS_PER_MS,
        .on_event = feedback_on_event,
        .event_kinds = feedback_event_kinds(),
        .waits_offline = true,
    };

    strategy_replay_init(&in_order, NULL, 0);
    memset(result, 0, offsetof(struct sequence_result, steps));
    memset(&run, 0, sizeof run);
    run.scenario = s;
    run.cache = cache;
    run.result = result;
    run.random.state = s->seed;
    feedback_begin(NULL, true);
    runtime_execute(&options, execution, NULL, &result->outcome);
    seen.outcome = result->outcome;
    feedback_end(&seen);
    transcript_end();
    for (unsigned slot = 0; slot < model_n_slots; slot++) {
        for (unsigned i = 0; i < LOSSES; i++) {
            result->losses[i] += transcript.totals[slot].losses[i];
        }
    }
    result->n_faults = model_n_fired(FAULT_NONE);
}
