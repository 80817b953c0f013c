#include "script.h"

#include "oracle/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "runtime/strategy.h"

const struct cache_under_test *cache;
const struct cache_world *world;
struct cache_counter script_counters[8];
size_t script_n_counters;
struct cache_entry script_entries[4];
size_t script_n_entries;
int script_upcall_error;
uint32_t script_flow_limit;
uint32_t script_sampled_actions;
void (*script_in_call)(void);
uint64_t script_packet;
uint64_t script_n_revalidations;

static struct cache_stats packet_stats;
static uint64_t n_rounds;

/* The scripted cache. */

static void in_call(void)
{
    void (*function)(void) = script_in_call;

    script_in_call = NULL;
    if (function) {
        function();
    }
}

static int fake_create(const struct cache_settings *settings, const struct cache_world *given)
{
    world = given;
    return 0;
}

static int fake_start(unsigned n_handlers, unsigned n_revalidators)
{
    in_call();
    return 0;
}

static void fake_stop(bool delete_flows)
{
    in_call();
}

static void fake_purge_pmd(unsigned pmd)
{
    in_call();
}

static bool fake_wait(void)
{
    in_call();
    return true;
}

static void fake_revalidate(void)
{
    script_n_revalidations++;
}

static void fake_for_each(void (*function)(void *aux, const struct cache_entry *), void *aux)
{
    for (size_t i = 0; i < script_n_entries; i++) {
        function(aux, &script_entries[i]);
    }
}

static size_t fake_counters(struct cache_counter *counters, size_t max)
{
    for (size_t i = 0; i < script_n_counters; i++) {
        counters[i] = script_counters[i];
    }
    return script_n_counters;
}

static uint32_t fake_flow_limit(void)
{
    return script_flow_limit;
}

static bool fake_sample(unsigned flow, unsigned pmd, uint32_t *actions)
{
    *actions = script_sampled_actions ? script_sampled_actions : model_rule_actions(flow);
    return true;
}

static int fake_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, bool action_upcall)
{
    script_packet = packet;
    packet_stats = *stats;
    return 0;
}

/* How each packet is to be executed (0: it is not), and whether it still is. */
enum { PACKETS = 256 };
static struct {
    uint32_t actions;
    bool is_due;
} to_execute[PACKETS];

void script_will_execute(uint64_t packet, uint32_t actions)
{
    to_execute[packet % PACKETS].actions = actions;
    to_execute[packet % PACKETS].is_due = actions != 0;
}

static int fake_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                       const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                       uint32_t *execute)
{
    script_packet = packet;
    packet_stats = *stats;
    *actions = model_rule_actions(flow);
    *mask = model_rule_mask(flow);
    in_call();
    *execute = to_execute[packet % PACKETS].actions;
    return script_upcall_error;
}

static const struct cache_under_test fake = {
    .name = "fake",
    .create = fake_create,
    .destroy = in_call,
    .start = fake_start,
    .stop = fake_stop,
    .pause = in_call,
    .resume = in_call,
    .purge = in_call,
    .purge_pmd = fake_purge_pmd,
    .wait = fake_wait,
    .round = in_call,
    .revalidate = fake_revalidate,
    .for_each = fake_for_each,
    .counters = fake_counters,
    .flow_limit = fake_flow_limit,
    .miss = fake_miss,
    .upcall = fake_upcall,
    .sample = fake_sample,
};

/* Steps. */

void script_execute(unsigned flow, uint64_t packet)
{
    struct cache_op op = {.type = CACHE_EXECUTE,
                          .flow = flow,
                          .pmd = CACHE_PMD_NULL,
                          .actions = to_execute[packet % PACKETS].actions,
                          .packet = packet};

    to_execute[packet % PACKETS].is_due = false;
    world->operate(&op, 1);
}

void script_configure(const struct cache_settings *settings)
{
    cache->create(settings, &model_world);
}

void script_miss(unsigned flow)
{
    model_late_miss(cache, flow, CACHE_PMD_NULL, 0);
}

void script_hit(unsigned flow, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        EXPECT(model_packet(cache, flow, CACHE_PMD_NULL, 0) == ARRIVAL_HIT);
    }
}

struct cache_translation script_handle(unsigned flow)
{
    struct cache_translation translation;

    world->upcall_begin(flow, CACHE_PMD_NULL, script_packet);
    EXPECT(!world->translate(CACHE_TRANSLATE_UPCALL, flow, CACHE_PMD_NULL, script_packet,
                             &packet_stats, &translation));
    script_will_execute(script_packet, translation.execute);
    return translation;
}

void script_verdict(unsigned flow, enum cache_verdict verdict)
{
    if (to_execute[script_packet % PACKETS].is_due) {
        script_execute(flow, script_packet);
    }
    world->upcall_end(flow, CACHE_PMD_NULL, script_packet, verdict);
}

void script_step(unsigned flow, uint64_t serial, enum cache_state from, enum cache_state to)
{
    world->transition(flow, CACHE_PMD_NULL, serial, from, to);
}

struct cache_op script_operate(enum cache_op_type type, unsigned flow)
{
    struct cache_op op = {
        .type = type,
        .flow = flow,
        .pmd = CACHE_PMD_NULL,
        .actions = model_rule_actions(flow),
        .mask = model_rule_mask(flow),
        .packet = script_packet,
    };

    if (type == CACHE_EXECUTE) {
        op.actions = to_execute[script_packet % PACKETS].actions;
        to_execute[script_packet % PACKETS].is_due = false;
    }
    world->operate(&op, 1);
    return op;
}

struct cache_stats script_facts(uint32_t serial, uint32_t n)
{
    const struct model_instance *instance = model_instance(serial);

    return (struct cache_stats){
        .used_ms = instance->used_ms,
        .tcp_flags = instance->tcp_flags[n],
        .layer = instance->layer,
        .offloaded = instance->layer != 0,
    };
}

void script_credit_as(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes,
                      const struct cache_stats *as)
{
    struct cache_stats delta = *as;

    delta.n_packets = n_packets;
    delta.n_bytes = n_bytes;
    world->push_stats(handle, flow, CACHE_PMD_NULL, &delta);
}

void script_credit(uint32_t handle, unsigned flow, uint64_t n_packets, uint64_t n_bytes)
{
    const struct model_instance *last = model_live(flow, CACHE_PMD_NULL);
    struct cache_stats as = {.n_packets = 0};

    if (!last && model_n_instances()) {
        last = model_instance(model_n_instances());
    }
    if (last) {
        as = script_facts(last->serial, last->n_hits);
    }
    script_credit_as(handle, flow, n_packets, n_bytes, &as);
}

void script_push(unsigned flow, uint32_t instance, uint32_t from, uint32_t to)
{
    const uint64_t *bytes = model_instance(instance)->bytes;
    struct cache_stats as = script_facts(instance, to);
    uint32_t handle = 1;

    while (!model_handle_live(handle) || model_handle_flow(handle) != flow) {
        EXPECT(handle++ < model_n_handles());
    }
    script_credit_as(handle, flow, to - from, bytes[to] - bytes[from], &as);
}

static void whole_round(void)
{
    struct cache_record record;
    unsigned thread;

    world->round_begin(++n_rounds, 1 + script_n_revalidations);
    if (world->dump_create(true)) {
        thread = world->dump_thread_create();
        while (world->dump_next(thread, &record, 1)) {
            continue;
        }
        world->dump_thread_destroy(thread);
        world->round_end(n_rounds, 1 + script_n_revalidations, !world->dump_destroy());
    } else {
        world->round_end(n_rounds, 1 + script_n_revalidations, false);
    }
}

void script_round(void)
{
    script_in_call = whole_round;
    cache->round();
}

static void (*in_round)(void);

static void round_without_dump(void)
{
    world->round_begin(++n_rounds, 1 + script_n_revalidations);
    in_round();
    world->round_end(n_rounds, 1 + script_n_revalidations, false);
}

void script_in_round(void (*function)(void))
{
    in_round = function;
    script_in_call = round_without_dump;
    cache->round();
}

static void spawned(void *aux)
{
    void (**function)(void) = aux;

    (*function)();
}

void script_on(const char *name, void (*function)(void))
{
    actor_join(actor_spawn(name, spawned, &function));
}

void script_end(void)
{
    for (uint32_t handle = 1; handle <= model_n_handles(); handle++) {
        if (model_handle_live(handle)) {
            world->release(handle);
        }
    }
    cache->destroy();
    oracle_end();
}

/* Running tests. */

static void execution(void *aux)
{
    const struct script_test *test = aux;

    model_begin(&(struct model_settings){.seed = 1, .dump_batch = 2});
    cache = oracle_watch(&fake);
    script_configure(&(struct cache_settings){.n_umaps = 1});
    test->body();
}

static void execute(const struct script_test *test, uint32_t preempted_at,
                    struct runtime_outcome *outcome)
{
    enum { FIRST_SPAWNED = 2 };
    static struct strategy_replay replay;
    const struct runtime_options options = {
        .strategy = &replay.strategy, .step_budget = 10000, .start_time_ns = UINT64_C(1000000000)};
    const struct preemption preemption = {ACTOR_MAIN, FIRST_SPAWNED, preempted_at};

    strategy_replay_init(&replay, &preemption, preempted_at ? 1 : 0);
    script_n_counters = script_n_entries = 0;
    script_upcall_error = 0;
    script_flow_limit = 10000;
    script_sampled_actions = 0;
    script_in_call = NULL;
    script_n_revalidations = 0;
    n_rounds = 0;
    runtime_execute(&options, execution, (void *)(uintptr_t)test, outcome);
}

/* Beside the tag, it says which rule is broken. */
static bool has_rule(const struct runtime_outcome *outcome)
{
    size_t n = strlen(outcome->invariant);

    return !strncmp(outcome->violation.rule, outcome->invariant, n) &&
           outcome->violation.rule[n] == '/' && outcome->violation.rule[n + 1];
}

static bool is_expected(const struct script_test *test, const struct runtime_outcome *outcome)
{
    return test->tag ? outcome->violated && !strcmp(outcome->invariant, test->tag) &&
                           strstr(outcome->message, test->message) && has_rule(outcome)
                     : !outcome->violated;
}

static void report(const struct script_test *test, bool passed,
                   const struct runtime_outcome *outcome)
{
    CHECK(passed, "%s: expected %s%s%s, got %s%s%s", test->name,
          test->tag ? test->tag : "no violation", test->tag ? ": ..." : "",
          test->tag ? test->message : "", outcome->violated ? outcome->invariant : "none",
          outcome->violated ? ": " : "", outcome->message);
}

/* Whatever the order in which the checks are asked, the execution is the same and ends the same
 * way. */
static bool is_same_in_reverse(const struct script_test *test,
                               const struct runtime_outcome *outcome)
{
    struct runtime_outcome reversed;

    dispatch_reverse_checks(true);
    execute(test, 0, &reversed);
    dispatch_reverse_checks(false);
    return !strcmp(outcome->invariant, reversed.invariant) &&
           !strcmp(outcome->message, reversed.message) && outcome->log_hash == reversed.log_hash;
}

static void run_test(const void *test)
{
    struct runtime_outcome outcome;
    bool passed;

    execute(test, 0, &outcome);
    passed = is_expected(test, &outcome) && is_same_in_reverse(test, &outcome);
    report(test, passed, &outcome);
}

static void run_preempted_test(const void *test_)
{
    enum { POINTS = 60 };
    const struct script_test *test = test_;
    unsigned n_expected = 0, n_wanted = test->tag ? 1 : POINTS;
    struct runtime_outcome outcome, last = {.violated = false};

    for (uint32_t point = 1; point <= POINTS; point++) {
        execute(test, point, &outcome);
        if (is_expected(test, &outcome)) {
            n_expected++;
        } else {
            last = outcome;
        }
    }
    report(test, n_expected >= n_wanted, &last);
}

static int run_all(const struct script_test *tests, unsigned n, void (*run)(const void *))
{
    struct test_case *cases = calloc(n, sizeof *cases);
    int code;

    for (unsigned i = 0; cases && i < n; i++) {
        cases[i] = (struct test_case)CASE_OF(tests[i].name, run, &tests[i]);
    }
    code = cases ? run_cases(cases, n) : 1;
    free(cases);
    return code;
}

int script_run(const struct script_test *tests, unsigned n)
{
    return run_all(tests, n, run_test);
}

int script_run_preempted(const struct script_test *tests, unsigned n)
{
    return run_all(tests, n, run_preempted_test);
}
