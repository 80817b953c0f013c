#include "check.h"

uint64_t taken_packet;
bool taken_as_action;
int upcall_error;

static int take_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, enum cache_upcall kind)
{
    taken_packet = packet;
    taken_as_action = kind == CACHE_ACTION;
    return 0;
}

static int take_upcall(unsigned flow, unsigned pmd, uint64_t packet,
                       const struct cache_stats *stats, uint32_t *actions, uint32_t *mask,
                       uint32_t *execute)
{
    *actions = model_rule_actions(flow);
    *mask = model_rule_mask(flow);
    return upcall_error;
}

const struct cache_under_test taking_cache = {.miss = take_miss, .upcall = take_upcall};

struct cache_op operate(enum cache_op_type type, unsigned flow)
{
    struct cache_op op = {.type = type,
                          .flow = flow,
                          .pmd = NONE,
                          .actions = model_rule_actions(flow),
                          .mask = model_rule_mask(flow)};

    model_world.operate(&op, 1);
    return op;
}

void hit(unsigned flow, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        EXPECT(model_packet(&taking_cache, flow, NONE, 0) == ARRIVAL_HIT);
    }
}

static void execution(void *aux)
{
    void (*const *body)(void) = aux;

    upcall_error = 0;
    model_begin(&(struct model_settings){.seed = 7});
    (*body)();
}

void check_body(const struct model_test *test, const struct preemption *preemptions, size_t n)
{
    static struct strategy_replay replay;
    const struct runtime_options options = {
        .strategy = &replay.strategy, .step_budget = 10000, .start_time_ns = UINT64_C(1000000000)};
    void (*body)(void) = test->body;
    struct runtime_outcome outcome;

    strategy_replay_init(&replay, preemptions, n);
    runtime_execute(&options, execution, &body, &outcome);
    CHECK(!outcome.violated, "%s: %s", test->name, outcome.message);
}

void check_row(const void *test)
{
    check_body(test, NULL, 0);
}
