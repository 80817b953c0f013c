/* What a cache with damaged memory hands over: each is a violation with its own message, and never
 * an index. */

#include <stdio.h>
#include <string.h>

#include "cache/udpif_door.h"
#include "model/model.h"
#include "oracle/oracle.h"
#include "runtime/rcu/lfht_api.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/test/expect.h"

static const struct datapath *datapath = &udpif_world_datapath;
static const struct translation *translation = &udpif_world_translation;
static const struct udpif_observer *observer = &udpif_world_observer;
static const struct ufid damaged = {{0xdeadbeef, 0, 0, 0x7fffffff}};
static struct udpif_bytes wrong_key, good_key, good_mask, good_actions;

static void step_of_no_flow(void)
{
    observer->ukey_transition(NULL, &damaged, PMD_ID_NULL, 1, UKEY_CREATED, UKEY_VISIBLE);
}

static void step_of_a_flow_too_many(void)
{
    const struct ufid beyond = ufid_of(CACHE_USUAL_FLOWS);

    observer->ukey_transition(NULL, &beyond, PMD_ID_NULL, 1, UKEY_CREATED, UKEY_VISIBLE);
}

static void step_of_a_thread_too_many(void)
{
    const struct ufid ufid = ufid_of(3);

    observer->ukey_transition(NULL, &ufid, CACHE_MAX_PMDS, 1, UKEY_CREATED, UKEY_VISIBLE);
}

static void step_of_the_number_that_stands_for_no_thread(void)
{
    const struct ufid ufid = ufid_of(3);

    observer->ukey_transition(NULL, &ufid, CACHE_PMD_NULL, 1, UKEY_CREATED, UKEY_VISIBLE);
}

static void step_to_no_state(void)
{
    const struct ufid ufid = ufid_of(3);

    observer->ukey_transition(NULL, &ufid, PMD_ID_NULL, 1, UKEY_CREATED, (enum ukey_state)77);
}

static void no_identity(void)
{
    observer->ukey_freed(NULL, NULL, PMD_ID_NULL, 1);
}

static void upcall_of_no_flow(void)
{
    observer->upcall_begin(NULL, &damaged, PMD_ID_NULL, 1);
}

static void upcall_without_verdict(void)
{
    const struct ufid ufid = ufid_of(3);

    observer->upcall_end(NULL, &ufid, PMD_ID_NULL, 1, (enum upcall_verdict) - 1);
}

static void loss_without_reason(void)
{
    const struct ufid ufid = ufid_of(3);

    observer->loss(NULL, &ufid, PMD_ID_NULL, (enum loss_reason)99);
}

/* An operation as it should be, for the next to damage. */
static struct dp_op operation(void)
{
    return (struct dp_op){.type = DP_OP_PUT,
                          .ufid = ufid_of(3),
                          .pmd_id = PMD_ID_NULL,
                          .key = bytes_of(&good_key),
                          .mask = bytes_of(&good_mask),
                          .actions = bytes_of(&good_actions)};
}

static void operate(struct dp_op op)
{
    struct dp_op *ops[] = {&op};

    datapath->operate(NULL, ops, 1);
}

static void operation_on_no_flow(void)
{
    struct dp_op op = operation();

    op.ufid = damaged;
    operate(op);
}

static void operation_of_no_type(void)
{
    struct dp_op op = operation();

    op.type = (enum dp_op_type)1000000;
    operate(op);
}

static void operation_with_the_key_of_another(void)
{
    struct udpif_bytes key;
    struct dp_op op = operation();

    bytes_of_key(&key, 4, false);

    op.key = bytes_of(&key);
    operate(op);
}

static void operation_with_a_key_of_no_flow(void)
{
    struct dp_op op = operation();

    op.key = bytes_of(&wrong_key);
    operate(op);
}

static void operation_with_long_actions(void)
{
    struct dp_op op = operation();

    op.actions.size = 4096;
    operate(op);
}

static void operation_with_actions_cut(void)
{
    struct dp_op op = operation();

    op.actions.size--;
    operate(op);
}

static void operation_with_altered_actions(void)
{
    struct udpif_bytes altered = good_actions;
    struct dp_op op = operation();

    altered.data[altered.size - 1] ^= 1;
    op.actions = bytes_of(&altered);
    operate(op);
}

static void operation_with_another_mask(void)
{
    struct udpif_bytes altered;
    struct dp_op op = operation();

    bytes_of_mask(&altered, 0x02000001);
    altered.data[altered.size - 1] = 0;
    op.mask = bytes_of(&altered);
    operate(op);
}

static void operation_with_actions_nowhere(void)
{
    struct dp_op op = operation();

    op.actions.data = NULL;
    operate(op);
}

static void credit_of_parts(void)
{
    struct translation_handle *handle = handle_take(1);
    const struct ufid ufid = ufid_of(3);
    const struct flow_stats delta = {.n_packets = 2 * 1000 + 1};

    packets_per_hit = 1000;
    translation->push_stats(NULL, handle, &ufid, PMD_ID_NULL, &delta);
}

static void tables_that_grow(void)
{
    runtime_cds_lfht_new(1, 1, 0, CDS_LFHT_AUTO_RESIZE, NULL, &urcu_qsbr_flavor, NULL);
    adapter_check_tables(true);
    adapter_check_tables(false);
}

static void missing_operation(void)
{
    struct dp_op *ops[] = {NULL};

    datapath->operate(NULL, ops, 1);
}

static void endless_batch(void)
{
    struct dp_op *ops[] = {NULL};

    datapath->operate(NULL, ops, SIZE_MAX);
}

static void translate(enum translation_purpose purpose, struct bytes key)
{
    struct translation_result result;

    translation->translate(NULL, purpose, key, PMD_ID_NULL, NULL, &result);
}

static void translation_of_no_flow(void)
{
    translate(TRANSLATE_UPCALL, bytes_of(&wrong_key));
}

static void translation_of_half_a_key(void)
{
    translate(TRANSLATE_UPCALL, (struct bytes){.data = good_key.data, .size = 2});
}

static void translation_of_a_cut_key(void)
{
    translate(TRANSLATE_UPCALL, (struct bytes){.data = good_key.data, .size = good_key.size - 1});
}

static void translation_for_nothing(void)
{
    translate((enum translation_purpose)12345, bytes_of(&good_key));
}

static void adoption_of_no_flow(void)
{
    translation->adopt(NULL, bytes_of(&wrong_key), bytes_of(&good_actions));
}

/* Of translations and dumps that were never given out: wild, and beside those that were. */
static void credit_by(uintptr_t handle)
{
    const struct ufid ufid = ufid_of(3);
    const struct flow_stats delta = {.n_packets = 1};

    translation->push_stats(NULL, (struct translation_handle *)handle, &ufid, PMD_ID_NULL, &delta);
}

static void credit_by_nothing(void)
{
    credit_by(0);
}

static void credit_by_a_wild_pointer(void)
{
    credit_by((uintptr_t)0xdeadbeefdeadbeef);
}

static void credit_by_half_a_translation(void)
{
    credit_by((uintptr_t)handle_take(1) + 1);
}

static void release_of_nothing(void)
{
    translation->release(NULL, NULL);
}

static void dump_by_nothing(void)
{
    struct dp_record record;

    datapath->dump_next(NULL, NULL, &record, 1);
}

static void end_of_a_wild_dump(void)
{
    datapath->dump_thread_destroy(NULL, (struct dp_dump_thread *)(uintptr_t)0x10);
}

static const struct {
    const char *name;
    void (*body)(void);
    const char *tag, *message;
} tests[] = {
    {"step of no flow", step_of_no_flow, "STATE", "deadbeef-00000000-00000000-7fffffff"},
    {"step of a flow too many", step_of_a_flow_too_many, "STATE", "flow 8 of"},
    {"step of a thread too many", step_of_a_thread_too_many, "STATE", "packet thread 3"},
    {"step of no thread", step_of_the_number_that_stands_for_no_thread, "STATE", "thread 255"},
    {"step to no state", step_to_no_state, "STATE", "is number 77 of 7"},
    {"no identity", no_identity, "STATE", "has no identity"},
    {"upcall of no flow", upcall_of_no_flow, "ONCE", "is no flow's"},
    {"upcall without verdict", upcall_without_verdict, "ONCE", "is number 4294967295"},
    {"loss without reason", loss_without_reason, "ONCE", "is number 99"},
    {"operation on no flow", operation_on_no_flow, "OPS", "is no flow's"},
    {"operation of no type", operation_of_no_type, "OPS", "is number 1000000"},
    {"key of another", operation_with_the_key_of_another, "OPS", "key of another"},
    {"key of no flow", operation_with_a_key_of_no_flow, "OPS", "flow 2130706431"},
    {"long actions", operation_with_long_actions, "OPS", "of 4096 bytes at some"},
    {"actions cut", operation_with_actions_cut, "OPS", "expected"},
    {"altered actions", operation_with_altered_actions, "OPS", "as those of no flow"},
    {"another mask", operation_with_another_mask, "OPS", "as those of no flow"},
    {"translation of a cut key", translation_of_a_cut_key, "VALID", "expected"},
    {"actions nowhere", operation_with_actions_nowhere, "OPS", "at no address"},
    {"missing operation", missing_operation, "OPS", "is missing"},
    {"endless batch", endless_batch, "OPS", "more than 128"},
    {"translation of no flow", translation_of_no_flow, "VALID", "flow 2130706431"},
    {"translation of half a key", translation_of_half_a_key, "VALID", "key of 2 bytes"},
    {"translation for nothing", translation_for_nothing, "VALID", "is number 12345"},
    {"adoption of no flow", adoption_of_no_flow, "VALID", "flow 2130706431"},
    {"credit by nothing", credit_by_nothing, "LEAK", "was not given"},
    {"credit by a wild pointer", credit_by_a_wild_pointer, "LEAK", "was not given"},
    {"credit by half a translation", credit_by_half_a_translation, "LEAK", "was not given"},
    {"release of nothing", release_of_nothing, "LEAK", "was not given"},
    {"credit of parts", credit_of_parts, "ONCE", "has 2001 packets, where each hit counts 1000"},
    {"tables that grow", tables_that_grow, "PROG", "1 hash tables were made to grow"},
    {"dump by nothing", dump_by_nothing, "OPS", "was not given"},
    {"end of a wild dump", end_of_a_wild_dump, "OPS", "was not given"},
};

static void execution(void *aux)
{
    const struct cache_settings settings = {.n_umaps = 1};
    const struct cache_under_test *cache;

    model_begin(&(struct model_settings){.seed = 3, .dump_batch = 50});
    cache = oracle_watch(&udpif_under_test);
    cache->enter();
    EXPECT(!cache->create(&settings, &model_world));
    tests[*(const size_t *)aux].body();
}

static void run_test(const void *i_)
{
    static struct strategy_replay replay;
    const struct runtime_options options = {
        .strategy = &replay.strategy, .step_budget = 100000, .start_time_ns = UINT64_C(1000000000)};
    size_t i = *(const size_t *)i_;
    struct runtime_outcome outcome;

    strategy_replay_init(&replay, NULL, 0);
    runtime_execute(&options, execution, &i, &outcome);
    CHECK(outcome.violated && !strcmp(outcome.invariant, tests[i].tag) &&
              strstr(outcome.message, tests[i].message),
          "%s: %s; expected %s: %s", outcome.invariant, outcome.message, tests[i].tag,
          tests[i].message);
}

int main(void)
{
    enum { N_TESTS = sizeof tests / sizeof *tests };
    struct test_case cases[N_TESTS];
    size_t numbers[N_TESTS];

    bytes_of_key(&wrong_key, 0x7effffff, true);
    bytes_of_key(&good_key, 3, false);
    bytes_of_mask(&good_mask, 3);
    bytes_of_actions(&good_actions, 3);
    for (size_t i = 0; i < N_TESTS; i++) {
        numbers[i] = i;
        cases[i] = (struct test_case)CASE_OF(tests[i].name, run_test, &numbers[i]);
    }
    return RUN_CASES(cases);
}
