/*
 * Any bytes are a legal scenario, and a scenario survives being written and read.
 */
#include <string.h>

#include "expect.h"
#include "model/model.h"
#include "runtime/runtime.h"
#include "scenario/scenario.h"
#include "support/random.h"

enum { ROUNDS = 20000 };

static struct scenario s, t;
static uint8_t input[SCENARIO_MAX_SIZE + 100], once[SCENARIO_MAX_SIZE], twice[SCENARIO_MAX_SIZE];

static void expect_legal_operations(const struct operations *operations, unsigned max,
                                    bool packet_thread)
{
    CHECK(operations->n <= max, "%u operations", operations->n);
    for (unsigned i = 0; i < operations->n; i++) {
        struct operation op = operations->list[i];

        CHECK(op.kind < (packet_thread ? OP_SHARED : OPERATIONS), "kind %u", op.kind);
        operation_normalise(&op, packet_thread);
        CHECK(!memcmp(&op, &operations->list[i], sizeof op), "operation %u is out of range", i);
    }
}

static void expect_legal(void)
{
    CHECK(s.n_handlers >= 1 && s.n_handlers <= SCENARIO_MAX_HANDLERS, "%u", s.n_handlers);
    CHECK(s.n_revalidators >= 1 && s.n_revalidators <= SCENARIO_MAX_REVALIDATORS, "%u",
          s.n_revalidators);
    CHECK(s.n_packet_threads <= SCENARIO_MAX_PACKET_THREADS, "%u", s.n_packet_threads);
    CHECK(s.n_flows >= 1 && s.n_flows <= SCENARIO_MAX_FLOWS, "%u", s.n_flows);
    CHECK(s.n_umaps >= 1 && s.n_umaps <= SCENARIO_MAX_UMAPS, "%u", s.n_umaps);
    CHECK(s.dump_batch >= 1 && s.dump_batch <= SCENARIO_MAX_DUMP_BATCH, "%u", s.dump_batch);
    CHECK(s.strategy < SCENARIO_STRATEGIES, "%u", s.strategy);
    CHECK(s.mean_gap >= 1, "%u", s.mean_gap);
    CHECK(s.counters < SCENARIO_COUNTERS && s.create_fails <= SCENARIO_MAX_CREATE_FAILS, "%u %u",
          s.counters, s.create_fails);
    CHECK(s.depth >= 1 && s.depth <= SCENARIO_MAX_DEPTH, "%u", s.depth);
    CHECK(s.n_bytes <= SCENARIO_MAX_BYTES, "%u", s.n_bytes);
    CHECK(s.n_preemptions <= SCENARIO_MAX_PREEMPTIONS, "%u", s.n_preemptions);
    for (unsigned i = 0; i < s.n_preemptions; i++) {
        CHECK(s.preemptions[i].actor < RUNTIME_MAX_ACTORS, "%u", s.preemptions[i].actor);
        CHECK(s.preemptions[i].target < RUNTIME_MAX_ACTORS, "%u", s.preemptions[i].target);
    }
    expect_legal_operations(&s.main, SCENARIO_MAX_MAIN_OPERATIONS, false);
    expect_legal_operations(&s.packet[0], SCENARIO_MAX_PACKET_OPERATIONS, true);
    expect_legal_operations(&s.packet[1], SCENARIO_MAX_PACKET_OPERATIONS, true);
}

/* What was read is legal; written, read and written again it is the same. */
static void check(const uint8_t *data, size_t size)
{
    size_t size1, size2;

    memset(&s, 0, sizeof s);
    scenario_decode(&s, data, size);
    expect_legal();
    size1 = scenario_encode(&s, once, sizeof once);
    CHECK(size1 > 0, "it does not fit into %d bytes", SCENARIO_MAX_SIZE);
    memset(&t, 0, sizeof t);
    scenario_decode(&t, once, size1);
    CHECK(!memcmp(&s, &t, sizeof s), "reading what was written gives another scenario");
    size2 = scenario_encode(&t, twice, sizeof twice);
    CHECK(size1 == size2 && !memcmp(once, twice, size1), "two forms of one scenario");
}

static void test_any_bytes(void)
{
    struct random random = {1};

    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = random_below(&random, round % 16 ? 200 : sizeof input);

        for (size_t i = 0; i < size; i++) {
            input[i] = (uint8_t)random_next(&random);
        }
        check(input, size);
    }
    memset(input, 0xff, sizeof input);
    check(input, sizeof input);
}

static void test_any_prefix(void)
{
    struct random random = {2};

    for (size_t i = 0; i < 600; i++) {
        input[i] = (uint8_t)random_next(&random);
    }
    input[18] = 8; /* Some preemptions, few enough for the bytes to be reached. */
    input[19] = 0;
    for (size_t size = 0; size < 600; size++) {
        check(input, size);
    }
}

static void test_empty_input_is_ordinary(void)
{
    scenario_init(&s);
    CHECK(s.main.n == 0 && s.packet[0].n == 0 && s.n_preemptions == 0, "it does something");
    CHECK(s.n_handlers == 1 && s.n_revalidators == 1 && s.n_flows == 1, "it is not small");
    CHECK(s.strategy == STRATEGY_REPLAY, "its order is not the default");
}

static void test_every_member_is_kept(void)
{
    size_t size;

    memset(&s, 0, sizeof s);
    scenario_init(&s);
    s.packet_datapath = s.full_dump = s.revalidate_always = s.leave_flows = true;
    s.n_handlers = 4;
    s.n_revalidators = 3;
    s.n_packet_threads = 2;
    s.n_flows = 4;
    s.n_umaps = 4;
    s.dump_batch = 8;
    s.flow_limit = 200;
    s.min_revalidate_pps = 255;
    s.max_idle_ms = 65535;
    s.max_revalidator_ms = 1234;
    s.strategy = STRATEGY_RANDOM;
    s.seed = 0xdeadbeef;
    s.mean_gap = 255;
    s.depth = SCENARIO_MAX_DEPTH;
    s.interest = 0xa5;
    s.length = 0xfedc;
    s.counters = COUNTERS_2_64;
    s.create_fails = SCENARIO_MAX_CREATE_FAILS;
    s.queue_capacity = 250;
    s.umaps_grow = true;
    s.more_flows = SCENARIO_MAX_MORE_FLOWS;
    s.destroy_running = s.other_errors = true;
    scenario_main(&s, OP_FAULT, SCENARIO_MAX_FLOWS, MODEL_ARMABLE_FAULTS - 2, 3);
    scenario_main(&s, OP_WAIT, 0, 0x34, 0x12);
    scenario_packet(&s, 0, OP_PACKET, 3, 2, 1);
    scenario_packet(&s, 1, OP_LATE_MISS, 1, 3, 0);
    scenario_preempt(&s, 31, 65535, 7);
    s.n_bytes = 2;
    s.bytes[0] = 1;
    s.bytes[1] = 0xfe;
    size = scenario_encode(&s, once, sizeof once);
    memset(&t, 0, sizeof t);
    scenario_decode(&t, once, size);
    CHECK(!memcmp(&s, &t, sizeof s), "something was lost");
    CHECK(operation_ms(&t.main.list[1]) == 0x1234, "%u ms", operation_ms(&t.main.list[1]));
    CHECK(scenario_encode(&s, once, size - 1) == 0, "it was written beyond the end");
}

/* Files of version 1 have a shorter header; what they say is what they said. */
static void test_version_1_is_read(void)
{
    static const uint8_t version1[] = {
        0x14,     0x05, 0x01, 0,    0,        0, 0, 0, 0, STRATEGY_RANDOM,
        0x78,     0x56, 0x34, 0x12, 15,       2, 0, 0, 1, 0,
        2,        0, /* The header ends here. */
        OP_PURGE, 0,    0,    0,    OP_FLUSH, 0, 0, 0, 3, 4,
        0x22,     0x11, 0xaa, 0xbb,
    };

    scenario_decode(&s, version1, sizeof version1);
    CHECK(s.revalidate_always && s.n_handlers == 2 && s.n_revalidators == 2 && s.n_flows == 2,
          "its world is another");
    CHECK(s.strategy == STRATEGY_RANDOM && s.seed == 0x12345678 && s.mean_gap == 16,
          "its strategy");
    CHECK(s.depth == 1 && s.interest == 0 && s.length == 0, "it has no such members");
    CHECK(s.main.n == 2 && s.main.list[0].kind == OP_PURGE && s.main.list[1].kind == OP_FLUSH,
          "its operations are others");
    CHECK(s.n_preemptions == 1 && s.preemptions[0].actor == 3 && s.preemptions[0].target == 4 &&
              s.preemptions[0].point == 0x1122,
          "its preemptions are others");
    CHECK(s.n_bytes == 2 && s.bytes[0] == 0xaa && s.bytes[1] == 0xbb, "its bytes are others");
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(test_version_1_is_read),    CASE(test_any_bytes),
        CASE(test_any_prefix),           CASE(test_empty_input_is_ordinary),
        CASE(test_every_member_is_kept),
    };

    return RUN_CASES(cases);
}
