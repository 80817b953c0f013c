/*
 * Executing scenarios: any of them is harmless on the correct cache, ends within its budget, and is
 * the same every time; together they reach what there is to reach.
 */
#include <string.h>

#include "execution/execute.h"
#include "execution/feedback.h"
#include "generation/mutate.h"
#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/test/expect.h"
#include "support/random.h"

static unsigned n_scenarios = 2000; /* Or the argument. */

static struct scenario s;
static struct scenario_result result, repeated;
static struct profile profile;
static bool seen[FEEDBACK_SIZE]; /* Features, in any execution. */

/* For `ukeyfuzz replay`. */
static void keep(const char *file)
{
    uint8_t data[SCENARIO_MAX_SIZE];
    size_t size = scenario_encode(&s, data, sizeof data);
    FILE *stream = fopen(file, "wb");

    if (stream) {
        fwrite(data, 1, size, stream);
        fclose(stream);
        fprintf(stderr, "the scenario is in %s\n", file);
    }
}

static void expect_clean(const char *what, uint64_t seed)
{
    if (result.outcome.violated) {
        keep("test_execute-failed.bin");
    }
    CHECK(!result.outcome.violated, "%s %llu: %s: %s", what, (unsigned long long)seed,
          result.outcome.invariant, result.outcome.message);
}

/* What libFuzzer does after each execution. Returns how many there were. */
static unsigned take_features(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < FEEDBACK_SIZE; i++) {
        n += feedback_counters[i] != 0;
        seen[i] |= feedback_counters[i] != 0;
        feedback_counters[i] = 0;
    }
    return n;
}

static void execute_twice(const char *what, uint64_t seed)
{
    const struct scenario_options first = {.profile = &profile, .feedback = true}, second = {0};

    scenario_execute(&s, &first, &result);
    expect_clean(what, seed);
    take_features();
    scenario_execute(&s, &second, &repeated);
    CHECK(result.outcome.log_hash == repeated.outcome.log_hash,
          "%s %llu: listening changes the execution", what, (unsigned long long)seed);
}

static void test_any_bytes(void)
{
    const unsigned n = n_scenarios;
    struct random random = {3};
    uint8_t data[300];

    for (unsigned round = 0; round < n; round++) {
        for (size_t i = 0; i < sizeof data; i++) {
            data[i] = (uint8_t)random_next(&random);
        }
        data[15] %= 32; /* Operations of main, few enough for the other sections to be there. */
        data[16] %= 16;
        data[17] %= 16;
        scenario_decode(&s, data, sizeof data);
        execute_twice("bytes", round);
    }
}

/* Every call of main's in any order, also repeated, nested and wrong. */
static void test_any_order_of_calls(void)
{
    const unsigned n = n_scenarios;
    static const uint8_t calls[] = {OP_PURGE, OP_PURGE_PMD,  OP_PAUSE, OP_RESUME, OP_SET_THREADS,
                                    OP_FLUSH, OP_STOP,       OP_START, OP_STOP,   OP_PAUSE,
                                    OP_START, OP_WAIT_ROUND, OP_PACKET};
    struct random random = {4};

    for (unsigned round = 0; round < n; round++) {
        scenario_init(&s);
        s.strategy = STRATEGY_RANDOM;
        s.seed = round;
        s.mean_gap = 8;
        s.n_revalidators = (uint8_t)(1 + round % 3);
        s.n_packet_threads = 1;
        scenario_packet(&s, 0, OP_PACKET, 0, 0, 3);
        for (unsigned i = 0; i < 12; i++) {
            scenario_main(&s, calls[random_below(&random, sizeof calls)], 0,
                          random_below(&random, 256), random_below(&random, 256));
        }
        execute_twice("calls", round);
    }
}

/* What is there to be reached. */
static void execute_seeds(void)
{
    for (size_t i = 0; i < seed_count(); i++) {
        CHECK(seed_build(seed_at(i), &s), "%s does not reach what it is there for",
              seed_at(i)->name);
        execute_twice(seed_at(i)->name, s.seed);
    }
}

/* Each seed has features, and one that goes on and on has none. */
static void test_length(void)
{
    const struct scenario_options options = {.feedback = true};

    for (size_t i = 0; i < seed_count(); i++) {
        seed_build(seed_at(i), &s);
        scenario_execute(&s, &options, &result);
        CHECK(take_features() > 50, "%s has hardly any features", seed_at(i)->name);
    }
    scenario_init(&s);
    for (unsigned i = 0; i < SCENARIO_MAX_MAIN_OPERATIONS; i++) {
        scenario_main(&s, OP_WAIT_ROUND, 0, 0, 0);
    }
    scenario_execute(&s, &options, &result);
    CHECK(take_features() == 0, "a long execution has features");
}

/* What a fuzzer would do, without one. */
static void execute_mutants(void)
{
    const unsigned n = 2 * n_scenarios;
    for (unsigned round = 0; round < n; round++) {
        if (round % 50 == 0) {
            seed_at(round / 50 % seed_count())->build(&s);
        }
        scenario_mutate(&s, round % 50 ? &profile : NULL, round);
        execute_twice("mutant", round);
    }
}

static void expect_total(const char *name)
{
    const struct feedback_total *totals;
    size_t n = feedback_totals(&totals);

    for (size_t i = 0; i < n; i++) {
        if (!strcmp(totals[i].name, name)) {
            CHECK(totals[i].value > 0, "%s was never reached", name);
            return;
        }
    }
    CHECK(false, "there is no total called %s", name);
}

/* A hundred flows and more: all are there at one time, and half of them are too many. */
static void test_many_flows(void)
{
    static const uint8_t limits[] = {0, 40};

    for (unsigned i = 0; i < 2; i++) {
        scenario_init(&s);
        s.n_flows = SCENARIO_MAX_FLOWS;
        s.more_flows = SCENARIO_MAX_MORE_FLOWS;
        s.n_revalidators = 2;
        s.flow_limit = limits[i];
        scenario_main(&s, OP_PACKET_OF_EACH, 0, 0, 0);
        scenario_main(&s, OP_WAIT, 0, 1, 0);
        scenario_main(&s, OP_PACKET_OF_EACH, 0, 0, 1);
        scenario_main(&s, OP_WAIT_ROUND, 0, 0, 0);
        execute_twice("flow limit", s.flow_limit);
        CHECK((scenario_counter(&result, "upcall_flow_limit_hit") > 0) == (s.flow_limit > 0),
              "limit %u is hit %llu times", s.flow_limit,
              (unsigned long long)scenario_counter(&result, "upcall_flow_limit_hit"));
        CHECK(result.reached.pushes >= (s.flow_limit ? 40 : CACHE_MAX_FLOWS), "%u credits",
              result.reached.pushes);
    }
}

static unsigned n_stops;

static void count_stop(bool delete_flows)
{
    n_stops++;
    udpif_under_test.stop(delete_flows);
}

/* The cache's own destroy() stops what runs. */
static void test_destroyed_while_it_runs(void)
{
    struct cache_under_test counting = udpif_under_test;
    const struct scenario_options options = {.cache = &counting};

    counting.stop = count_stop;
    scenario_init(&s);
    s.n_handlers = s.n_revalidators = 2;
    for (unsigned i = 0; i < 2; i++) {
        s.destroy_running = i;
        n_stops = 0;
        scenario_execute(&s, &options, &result);
        expect_clean("destroy-running", i);
        CHECK_INT(n_stops, !s.destroy_running);
    }
}

/* A green run that reached nothing is red. */
static void test_seeds_and_mutants_reach_everything(void)
{
    static const char *const wanted[] = {
        "handler_duplicate_upcall",
        "upcall_ukey_evicting",
        "upcall_ukey_replace",
        "ukey_replace_contention",
        "upcall_ukey_contention",
        "ukey_adopted",
        "ukey_unadoptable",
        "dumped_duplicate_flow",
        "ukey_dp_change",
        "ukey_invalid_stat_reset",
        "revalidate_missed_dp_flow",
        "ukey_evict_retry",
        "flow_delete_failed",
        "flow_modify_failed",
        "upcall_flow_limit_hit",
        "upcall_flow_limit_kill",
        "upcall_flow_put_failed",
        "udpif_declared_loss",
        "faults",
        "pushes",
        "by_replay",
        "by_random",
        "by_pct",
        "by_pos",
        "by_surw",
        "by_delay_bound",
    };
    uint64_t distinct;
    unsigned n_features = 0;

    execute_seeds();
    execute_mutants();
    for (unsigned i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        expect_total(wanted[i]);
    }
    for (unsigned i = 0; i < FEEDBACK_SIZE; i++) {
        n_features += seen[i];
    }
    distinct = feedback_distinct();
    CHECK(distinct > feedback_executions() * 8 / 10, "%llu distinct executions of %llu",
          (unsigned long long)distinct, (unsigned long long)feedback_executions());
    CHECK(n_features > 500, "%u features", n_features);
}

int main(int argc, char **argv)
{
    const struct test_case cases[] = {
        CASE(test_any_bytes),
        CASE(test_any_order_of_calls),
        CASE(test_length),
        CASE(test_many_flows),
        CASE(test_destroyed_while_it_runs),
        CASE(test_seeds_and_mutants_reach_everything),
    };

    n_scenarios = argc > 1 ? (unsigned)atoi(argv[1]) : n_scenarios;
    model_events_name();
    return RUN_CASES(cases);
}
