/* The model itself: what its datapath answers, each of its faults, its dumps, rules and traffic. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"

#define EXPECT(condition)                                                               \
    do {                                                                                \
        if (!(condition)) {                                                             \
            runtime_violation("EXPECT", "line %d: not true: %s", __LINE__, #condition); \
        }                                                                               \
    } while (0)

enum { NONE = CACHE_PMD_NULL };

/* A cache that takes every miss, and tells every packet thread to add the flow. */

static uint64_t taken_packet;
static bool taken_as_action;
static int upcall_error;

static int take_miss(unsigned hint, unsigned flow, unsigned pmd, uint64_t packet,
                     const struct cache_stats *stats, bool action_upcall)
{
    taken_packet = packet;
    taken_as_action = action_upcall;
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

static const struct cache_under_test cache = {.miss = take_miss, .upcall = take_upcall};

static struct cache_op operate(enum cache_op_type type, unsigned flow)
{
    struct cache_op op = {.type = type,
                          .flow = flow,
                          .pmd = NONE,
                          .actions = model_rule_actions(flow),
                          .mask = model_rule_mask(flow)};

    model_world.operate(&op, 1);
    return op;
}

static void hit(unsigned flow, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        EXPECT(model_packet(&cache, flow, NONE, 0) == ARRIVAL_HIT);
    }
}

static void hit_thrice(void *aux)
{
    for (unsigned i = 0; i < 3; i++) {
        model_packet(&cache, 0, NONE, 0);
    }
}

/* What the operations answer when nothing goes wrong. */

static void a_flow_s_life(void)
{
    struct cache_op op;

    EXPECT(operate(CACHE_GET, 0).error == ENOENT);
    EXPECT(operate(CACHE_MODIFY, 0).error == ENOENT);
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT);
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST);
    hit(0, 2);
    op = operate(CACHE_GET, 0);
    EXPECT(!op.error && op.stats.n_packets == 2 && op.actions == model_rule_actions(0));
    EXPECT(op.stats.n_bytes == model_packet_bytes(1) + model_packet_bytes(2));
    EXPECT(op.stats.used_ms == model_now_ms());
    hit(0, 1);
    op = operate(CACHE_DELETE, 0);
    EXPECT(!op.error && op.stats.n_packets == 3 && op.stats_final);
    EXPECT(!model_live(0, NONE) && model_instance(1)->end == END_DELETED);
}

static void tables_are_apart(void)
{
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(model_live(0, NONE) && !model_live(0, 0) && !model_live(1, NONE));
    EXPECT(model_n_flows() == 1);
}

static void sizes_are_distinct(void)
{
    EXPECT(!operate(CACHE_PUT, 0).error);
    hit(0, 100);
    for (unsigned i = 0; i < 100; i++) {
        for (unsigned j = 0; j < i; j++) {
            EXPECT(model_packet_bytes(i + 1) != model_packet_bytes(j + 1));
        }
    }
    EXPECT(model_packet_bytes(1) >> 50 == 0);
}

/* Faults, each beside what happens without. */

static void put_is_refused(void)
{
    model_arm(FAULT_PUT_COVERED, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST && !model_live(0, NONE));
    model_arm(FAULT_PUT_NO_SPACE, MODEL_ANY_FLOW, 1);
    EXPECT(operate(CACHE_PUT, 0).error == ENOSPC && !model_live(0, NONE));
    EXPECT(!operate(CACHE_PUT, 0).error);
    EXPECT(model_n_fired(FAULT_NONE) == 2);
}

static void put_meets_a_foreign_flow(void)
{
    model_arm(FAULT_PUT_FOREIGN, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST);
    EXPECT(model_live(0, NONE)->origin == ORIGIN_FOREIGN);
}

static void put_says_the_opposite(void)
{
    model_arm(FAULT_PUT_UNSAID, 0, 1);
    EXPECT(operate(CACHE_PUT, 0).error == EEXIST && model_live(0, NONE));
    model_arm(FAULT_PUT_LOST, 1, 1);
    EXPECT(!operate(CACHE_PUT, 1).error && !model_live(1, NONE));
}

static void delete_fails(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_BUSY, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == EBUSY && model_live(0, NONE));
    EXPECT(!operate(CACHE_DELETE, 0).error);
}

static void delete_says_the_opposite(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_UNSAID, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == EBUSY && !model_live(0, NONE));
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT);
    operate(CACHE_PUT, 0);
    model_arm(FAULT_DELETE_TWICE, 0, 1);
    EXPECT(operate(CACHE_DELETE, 0).error == ENOENT && !model_live(0, NONE));
}

/* Whether the packets came between the reading and the removal. */
static bool came_between;

static void delete_is_not_final(void)
{
    const struct model_instance *deleted = model_instance(1);
    struct cache_op op;
    unsigned packets;

    operate(CACHE_PUT, 0);
    hit(0, 2);
    packets = actor_spawn("packets", hit_thrice, NULL);
    model_arm(FAULT_DELETE_NOT_FINAL, 0, 1);
    op = operate(CACHE_DELETE, 0);
    came_between |= deleted->n_hits == 5 && deleted->n_read_last == 2;
    EXPECT(!op.error && op.stats.n_packets == deleted->n_read_last && !op.stats_final);
    EXPECT(deleted->end == END_DELETED);
    actor_join(packets);
}

static void modify_fails(void)
{
    uint32_t before;

    operate(CACHE_PUT, 0);
    before = model_live(0, NONE)->actions;
    model_change_rules(0, RULE_FORWARD);
    EXPECT(model_rule_actions(0) != before && model_rule_version(0) == 1);
    model_arm(FAULT_MODIFY_BUSY, 0, 1);
    EXPECT(operate(CACHE_MODIFY, 0).error == EBUSY && model_live(0, NONE)->actions == before);
    EXPECT(!operate(CACHE_MODIFY, 0).error);
    EXPECT(model_live(0, NONE)->actions == model_rule_actions(0));
}

static void modify_resets_the_counter(void)
{
    operate(CACHE_PUT, 0);
    hit(0, 2);
    model_arm(FAULT_MODIFY_RESETS, 0, 1);
    EXPECT(!operate(CACHE_MODIFY, 0).error);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 0);
    EXPECT(model_instance(1)->end == END_RESET && model_instance(2)->flow_serial == 1);
}

static void a_reading_dips(void)
{
    operate(CACHE_PUT, 0);
    hit(0, 4);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 4);
    model_arm(FAULT_READ_DIPS, 0, 1);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 2);
    EXPECT(operate(CACHE_GET, 0).stats.n_packets == 4);
}

static void get_fails(void)
{
    operate(CACHE_PUT, 0);
    model_arm(FAULT_GET_BUSY, 0, 1);
    EXPECT(operate(CACHE_GET, 0).error == EBUSY);
    EXPECT(!operate(CACHE_GET, 0).error);
}

static void the_datapath_acts_by_itself(void)
{
    EXPECT(!model_vanish(0, NONE) && !model_move_layer(0, NONE) && !model_reset_counter(0, NONE));
    EXPECT(model_install_foreign(0, NONE, false, true));
    EXPECT(!model_install_foreign(0, NONE, true, true));
    EXPECT(model_world.adopt(0, model_live(0, NONE)->actions) == EINVAL);
    EXPECT(model_actions_version(model_live(0, NONE)->actions) == UINT32_MAX);
    hit(0, 1);
    EXPECT(model_move_layer(0, NONE) && model_live(0, NONE)->layer == 1);
    hit(0, 1);
    EXPECT(model_reset_counter(0, NONE) && model_live(0, NONE)->n_hits == 0);
    EXPECT(model_vanish(0, NONE) && !model_live(0, NONE) && model_n_flows() == 0);
    EXPECT(model_n_instances() == 3);
}

static void heal_disarms(void)
{
    model_arm(FAULT_PUT_NO_SPACE, 0, 5);
    model_heal();
    EXPECT(!operate(CACHE_PUT, 0).error && model_n_fired(FAULT_NONE) == 0);
}

/* Dumps. */

/* The records that one thread gets, as digits: a flow's number each. */
static const char *dump(unsigned thread)
{
    static char seen[32];
    struct cache_record record;
    size_t n = 0;

    while (model_world.dump_next(thread, &record, 1)) {
        seen[n++] = (char)('0' + record.flow);
    }
    seen[n] = '\0';
    return seen;
}

static bool dumps_as(const char *expected, int error)
{
    EXPECT(model_world.dump_create(true));
    return !strcmp(dump(model_world.dump_thread_create()), expected) &&
           model_world.dump_destroy() == error;
}

static void install_three(void)
{
    operate(CACHE_PUT, 0);
    operate(CACHE_PUT, 1);
    operate(CACHE_PUT, 2);
}

static void dump_of_everything(void)
{
    install_three();
    EXPECT(dumps_as("012", 0));
}

static void dump_with_faults(void)
{
    install_three();
    model_arm(FAULT_DUMP_DUPLICATE, 1, 1);
    EXPECT(dumps_as("0112", 0));
    model_arm(FAULT_DUMP_DUPLICATE_LATE, 1, 1);
    EXPECT(dumps_as("0121", 0));
    model_arm(FAULT_DUMP_REVISIT, 0, 1);
    EXPECT(dumps_as("0012", 0));
    model_arm(FAULT_DUMP_OMIT, 1, 1);
    EXPECT(dumps_as("02", EINTR));
    model_arm(FAULT_DUMP_OMIT_SILENTLY, 1, 1);
    EXPECT(dumps_as("02", 0));
    model_arm(FAULT_DUMP_ENDS_EARLY, 1, 1);
    EXPECT(dumps_as("0", EINTR));
    model_arm(FAULT_DUMP_CREATE_FAILS, 2, 1);
    EXPECT(!model_world.dump_create(true));
    EXPECT(dumps_as("012", 0));
}

static void duplicate_for_another_thread(void)
{
    struct cache_record record;
    unsigned a, b;

    install_three();
    EXPECT(model_world.dump_create(true));
    a = model_world.dump_thread_create();
    b = model_world.dump_thread_create();
    model_arm(FAULT_DUMP_DUPLICATE_OTHER, 0, 1);
    EXPECT(model_world.dump_next(a, &record, 1) && record.flow == 0);
    EXPECT(model_world.dump_next(a, &record, 1) && record.flow == 1);
    EXPECT(model_world.dump_next(b, &record, 1) && record.flow == 0);
    EXPECT(!strcmp(dump(b), "2"));
}

/* A late copy shows the counters of a flow that is gone by then. */
static void late_copy_is_stale(void)
{
    struct cache_record record;
    unsigned thread;

    operate(CACHE_PUT, 0);
    hit(0, 2);
    model_arm(FAULT_DUMP_DUPLICATE_LATE, 0, 1);
    EXPECT(model_world.dump_create(false));
    thread = model_world.dump_thread_create();
    EXPECT(model_world.dump_next(thread, &record, 1) && record.full && record.actions);
    operate(CACHE_DELETE, 0);
    operate(CACHE_PUT, 0);
    EXPECT(model_world.dump_next(thread, &record, 1) && record.stats.n_packets == 2);
    EXPECT(!model_world.dump_next(thread, &record, 1));
}

/* Translations. */

static void translations(void)
{
    const struct cache_stats stats = {.n_packets = 1, .n_bytes = 10};
    struct cache_translation first, second;

    EXPECT(!model_world.translate(CACHE_TRANSLATE_UPCALL, 0, NONE, 1, &stats, &first));
    EXPECT(first.cacheable && first.actions == model_rule_actions(0) && first.execute);
    model_change_rules(0, RULE_FORWARD_NARROW);
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    EXPECT(second.actions != first.actions && second.mask & ~first.mask);
    EXPECT(model_handle_live(first.handle) && model_handle_flow(first.handle) == 0);
    model_world.release(first.handle);
    EXPECT(!model_handle_live(first.handle) && model_handle_live(second.handle));
    model_change_rules(0, RULE_UNCACHEABLE);
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    EXPECT(!second.cacheable && !model_rule_actions(0));
    model_change_rules(0, RULE_NO_BRIDGE);
    EXPECT(model_world.translate(CACHE_TRANSLATE_REVALIDATE, 0, NONE, 0, NULL, &second));
    model_arm(FAULT_TRANSLATION_FAILS, 1, 1);
    EXPECT(model_world.translate(CACHE_TRANSLATE_REVALIDATE, 1, NONE, 0, NULL, &second));
    EXPECT(!model_world.translate(CACHE_TRANSLATE_REVALIDATE, 1, NONE, 0, NULL, &second));
}

/* Traffic. */

static void packets_arrive(void)
{
    EXPECT(model_packet(&cache, 0, NONE, 0) == ARRIVAL_QUEUED && taken_packet == 1);
    EXPECT(!taken_as_action);
    EXPECT(model_late_miss(&cache, 0, NONE, 0) == ARRIVAL_QUEUED && taken_packet == 2);
    model_change_rules(1, RULE_SLOW_PATH);
    operate(CACHE_PUT, 1);
    EXPECT(model_packet(&cache, 1, NONE, 0) == ARRIVAL_SENT_UP && taken_as_action);
    EXPECT(model_live(1, NONE)->n_hits == 1);
}

static void packet_threads_add_flows(void)
{
    upcall_error = ENOSPC;
    EXPECT(model_packet(&cache, 0, 1, 0) == ARRIVAL_NOT_ADDED && !model_live(0, 1));
    upcall_error = ESHUTDOWN;
    EXPECT(model_packet(&cache, 0, 1, 0) == ARRIVAL_REFUSED && !model_live(0, 1));
    upcall_error = 0;
    model_arm(FAULT_ADD_NOTHING, 0, 1);
    EXPECT(model_packet(&cache, 0, 1, 0) == ARRIVAL_NOT_ADDED && !model_live(0, 1));
    EXPECT(model_packet(&cache, 0, 1, 0) == ARRIVAL_ADDED && model_live(0, 1));
    EXPECT(model_packet(&cache, 0, 1, 0) == ARRIVAL_HIT);
}

static void bounds_are_kept(void)
{
    operate(CACHE_PUT, 0);
    hit(0, MODEL_MAX_HITS);
    EXPECT(model_packet(&cache, 0, NONE, 0) == ARRIVAL_NONE);
    while (model_n_instances() < MODEL_MAX_INSTANCES) {
        operate(CACHE_DELETE, 0);
        EXPECT(!operate(CACHE_PUT, 0).error);
    }
    operate(CACHE_DELETE, 0);
    EXPECT(operate(CACHE_PUT, 0).error == ENOSPC);
    EXPECT(!model_install_foreign(1, NONE, true, true));
}

static const struct {
    const char *name;
    void (*body)(void);
} tests[] = {
    {"a flow's life", a_flow_s_life},
    {"tables are apart", tables_are_apart},
    {"sizes are distinct", sizes_are_distinct},
    {"put is refused", put_is_refused},
    {"put meets a foreign flow", put_meets_a_foreign_flow},
    {"put says the opposite", put_says_the_opposite},
    {"delete fails", delete_fails},
    {"delete says the opposite", delete_says_the_opposite},
    {"modify fails", modify_fails},
    {"modify resets the counter", modify_resets_the_counter},
    {"a reading dips", a_reading_dips},
    {"get fails", get_fails},
    {"the datapath acts by itself", the_datapath_acts_by_itself},
    {"heal disarms", heal_disarms},
    {"dump of everything", dump_of_everything},
    {"dump with faults", dump_with_faults},
    {"duplicate for another thread", duplicate_for_another_thread},
    {"late copy is stale", late_copy_is_stale},
    {"translations", translations},
    {"packets arrive", packets_arrive},
    {"packet threads add flows", packet_threads_add_flows},
    {"bounds are kept", bounds_are_kept},
};

static void execution(void *aux)
{
    void (*const *body)(void) = aux;

    upcall_error = 0;
    model_begin(&(struct model_settings){.seed = 7});
    (*body)();
}

static unsigned run(const char *name, void (*body)(void), const struct preemption *preemptions,
                    size_t n)
{
    static struct strategy_replay replay;
    const struct runtime_options options = {
        .strategy = &replay.strategy, .step_budget = 10000, .start_time_ns = UINT64_C(1000000000)};
    struct runtime_outcome outcome;

    strategy_replay_init(&replay, preemptions, n);
    runtime_execute(&options, execution, (void *)(uintptr_t)&body, &outcome);
    if (outcome.violated) {
        fprintf(stderr, "%s: %s\n", name, outcome.message);
    }
    return outcome.violated;
}

int main(void)
{
    enum { PACKETS = 2, POINTS = 20 };
    unsigned n_failed = 0;

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        n_failed += run(tests[i].name, tests[i].body, NULL, 0);
    }
    /* Main gives way to the packets, at each of its points in turn. */
    for (unsigned point = 1; point <= POINTS; point++) {
        const struct preemption preemption = {ACTOR_MAIN, PACKETS, point};

        n_failed += run("delete is not final", delete_is_not_final, &preemption, 1);
    }
    if (!came_between) {
        fprintf(stderr, "no packet came between a delete's reading and its removal\n");
        n_failed++;
    }
    return n_failed != 0;
}
