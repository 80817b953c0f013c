/*
 * What the runtime's tests have in common: a program under test is a function, which runs as actor
 * main; a test executes it, once or under many schedules, and checks how that ended.
 */
#ifndef RUNTIME_TEST_CHECK_H
#define RUNTIME_TEST_CHECK_H 1

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime.h"
#include "runtime/strategy.h"
#include "runtime/test/ending.h"
#include "runtime/test/expect.h"

typedef void program(void *aux);

/* Short enough for a livelock's preemptions to be recorded in full. */
static uint32_t step_budget = 1000;

/* Of the options of the same names. */
static bool time_any;
static uint32_t spurious_wakes, rules_off, rules_late;

static inline struct runtime_outcome execute(program *body, struct strategy *strategy)
{
    struct runtime_options options = {.strategy = strategy,
                                      .step_budget = step_budget,
                                      .time_any = time_any,
                                      .spurious_wakes = spurious_wakes,
                                      .rules_off = rules_off,
                                      .rules_late = rules_late};
    struct runtime_outcome outcome;

    runtime_execute(&options, body, NULL, &outcome);
    return outcome;
}

/* By the default rule alone. */
static inline struct runtime_outcome execute_default(program *body)
{
    static struct strategy_replay replay;

    strategy_replay_init(&replay, NULL, 0);
    return execute(body, &replay.strategy);
}

static inline struct runtime_outcome execute_random(program *body, uint64_t seed, uint32_t mean_gap)
{
    static struct strategy_random random;

    strategy_random_init(&random, seed, mean_gap);
    return execute(body, &random.strategy);
}

static inline void assert_clean(const char *name, struct runtime_outcome outcome)
{
    CHECK(!outcome.violated, "%s: should be clean, but %s: %s", name, outcome.invariant,
          outcome.message);
}

/* `what` is how ending.h describes the violation, or the first words of that. */
static inline void assert_violation(const char *name, struct runtime_outcome outcome,
                                    const char *what)
{
    CHECK(ends_with_violation(&outcome, what), "%s: should end with %s, but %s: %s", name, what,
          outcome.violated ? describe_violation(&outcome.violation) : "it is clean",
          outcome.message);
}

/* The list of preemptions that the latest execution recorded gives the same execution again. */
static inline void assert_replay(const char *name, program *body, struct runtime_outcome first,
                                 unsigned times)
{
    static struct strategy_replay replay;
    static struct preemption list[PREEMPTIONS_MAX];
    const struct preemption *recorded;
    size_t n = runtime_recorded_preemptions(&recorded);

    CHECK(first.n_preemptions == n);
    memcpy(list, recorded, n * sizeof *list);
    for (unsigned i = 0; i < times; i++) {
        struct runtime_outcome again;

        strategy_replay_init(&replay, list, n);
        again = execute(body, &replay.strategy);
        CHECK(again.log_hash == first.log_hash && !strcmp(again.message, first.message),
              "%s: replay %u differs: %s instead of %s", name, i, again.message, first.message);
    }
}

/* The program ends with this violation under one of the first `limit` random schedules, which then
 * replays a hundred times. */
static inline void assert_found(const char *name, program *body, const char *what, unsigned limit)
{
    for (unsigned seed = 1; seed <= limit; seed++) {
        struct runtime_outcome outcome = execute_random(body, seed, 1 + seed % 4);

        if (outcome.violated) {
            assert_violation(name, outcome, what);
            assert_replay(name, body, outcome, 100);
            printf("%-24s found in execution %u of %u: %s\n", name, seed, limit, outcome.message);
            return;
        }
    }
    CHECK(false, "%s: %s not found in %u executions", name, what, limit);
}

static inline void assert_silent(const char *name, program *body, unsigned n)
{
    for (unsigned seed = 1; seed <= n; seed++) {
        assert_clean(name, execute_random(body, seed, 1 + seed % 4));
    }
}

/* A row of a table of cases: a program, and how it is to end. */
struct program_case {
    const char *name;
    program *body;
    const char *what; /* The violation; NULL: it is clean. */
    unsigned n;       /* Random schedules; 0: the default rule. */
};

static inline void check_program(const void *row_)
{
    const struct program_case *row = row_;
    const char *name = row->name;

    if (row->n && row->what) {
        assert_found(name, row->body, row->what, row->n);
    } else if (row->n) {
        assert_silent(name, row->body, row->n);
    } else if (row->what) {
        assert_violation(name, execute_default(row->body), row->what);
    } else {
        assert_clean(name, execute_default(row->body));
    }
}

#define PROGRAM_CASE(NAME, BODY, ...) \
    CASE_OF(NAME, check_program, (&(const struct program_case){NAME, BODY, __VA_ARGS__}))

/* By the default rule the program is clean, or is a violation; among the first N random schedules
 * one is a violation, which replays a hundred times, or none is. */
#define CLEAN(BODY)           PROGRAM_CASE(#BODY, BODY, .n = 0)
#define VIOLATION(BODY, WHAT) PROGRAM_CASE(#BODY, BODY, WHAT, 0)
#define FOUND(BODY, WHAT, N)  PROGRAM_CASE(#BODY " in " #N " schedules", BODY, WHAT, N)
#define SILENT(BODY, N)       PROGRAM_CASE(#BODY " in " #N " schedules", BODY, .n = N)

/* Of a deadlock and the like: main waits for a thread to end. */
#define JOINING "; main waits for the end of held by thread; "

/* The same within a case. */
#define ASSERT_CLEAN(body)           assert_clean(#body, execute_default(body))
#define ASSERT_VIOLATION(body, what) assert_violation(#body, execute_default(body), what)
#define ASSERT_FOUND(body, what, n)  assert_found(#body, body, what, n)
#define ASSERT_SILENT(body, n)       assert_silent(#body, body, n)

#endif /* check.h */
