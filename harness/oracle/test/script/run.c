/* Runs a table of scripts, each as an execution of its own, and holds how it ends against the table.
 */
#include <string.h>

#include "fake_cache.h"
#include "oracle/dispatch.h"
#include "runtime/strategy.h"
#include "runtime/test/ending.h"
#include "script.h"

static void execution(void *aux)
{
    const struct script_test *test = aux;

    script_begin();
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
    fake_reset();
    runtime_execute(&options, execution, (void *)(uintptr_t)test, outcome);
}

static bool is_expected(const struct script_test *test, const struct runtime_outcome *outcome)
{
    if (!test->tag) {
        return !outcome->violated;
    }
    return is_violation(outcome, test->tag, test->rule) &&
           (!test->says || strstr(outcome->message, test->says));
}

static void report(const struct script_test *test, bool passed,
                   const struct runtime_outcome *outcome)
{
    CHECK(passed, "%s: expected %s%s%s%s%s, got %s%s%s", test->name,
          test->tag ? test->tag : "no violation", test->tag ? "/" : "", test->tag ? test->rule : "",
          test->says ? ": ..." : "", test->says ? test->says : "",
          outcome->violated ? outcome->violation.rule : "none", outcome->violated ? ": " : "",
          outcome->message);
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

static void add_cases(struct test_case *cases, const struct script_tests *tests,
                      void (*run)(const void *))
{
    for (unsigned i = 0; i < tests->n; i++) {
        cases[i] = (struct test_case)CASE_OF(tests->tests[i].name, run, &tests->tests[i]);
    }
}

int script_run(struct script_tests tests, struct script_tests preempted)
{
    unsigned n = tests.n + preempted.n;
    struct test_case *cases = calloc(n, sizeof *cases);
    int code = 1;

    if (cases) {
        add_cases(cases, &tests, run_test);
        add_cases(cases + tests.n, &preempted, run_preempted_test);
        code = run_cases(cases, n);
    }
    free(cases);
    return code;
}
