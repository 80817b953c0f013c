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
#include "runtime/test/expect.h"

typedef void program(void *aux);

/* Short enough for a livelock's preemptions to be recorded in full. */
static uint32_t step_budget = 1000;

/* Of the options of the same names. */
static bool time_any;
static uint32_t spurious_wakes;

static inline struct runtime_outcome execute(program *body, struct strategy *strategy)
{
    struct runtime_options options = {.strategy = strategy,
                                      .step_budget = step_budget,
                                      .time_any = time_any,
                                      .spurious_wakes = spurious_wakes};
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

static inline bool is_violation(const struct runtime_outcome *outcome, const char *tag,
                                const char *text)
{
    return outcome->violated && !strcmp(outcome->invariant, tag) &&
           strstr(outcome->message, text) != NULL;
}

static inline void check_clean(const char *name, struct runtime_outcome outcome)
{
    if (outcome.violated) {
        fprintf(stderr, "%s: should be clean, but %s: %s\n", name, outcome.invariant,
                outcome.message);
        exit(1);
    }
}

static inline void check_violation(const char *name, struct runtime_outcome outcome,
                                   const char *tag, const char *text)
{
    if (!is_violation(&outcome, tag, text)) {
        fprintf(stderr, "%s: should end with %s: ...%s..., but %s: %s\n", name, tag, text,
                outcome.violated ? outcome.invariant : "it is clean", outcome.message);
        exit(1);
    }
}

/* The program is clean (or ends with tag and text) by the default rule. */
#define CHECK_CLEAN(body)                check_clean(#body, execute_default(body))
#define CHECK_VIOLATION(body, tag, text) check_violation(#body, execute_default(body), tag, text)

/* The list of preemptions that the latest execution recorded gives the same execution again. */
static inline void check_replay(const char *name, program *body, struct runtime_outcome first,
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
        if (again.log_hash != first.log_hash || strcmp(again.message, first.message)) {
            fprintf(stderr, "%s: replay %u differs: %s instead of %s\n", name, i, again.message,
                    first.message);
            exit(1);
        }
    }
}

/* The program ends with tag and text under one of the first `limit` random schedules, which then
 * replays a hundred times. */
static inline void check_found(const char *name, program *body, const char *tag, const char *text,
                               unsigned limit)
{
    for (unsigned seed = 1; seed <= limit; seed++) {
        struct runtime_outcome outcome = execute_random(body, seed, 1 + seed % 4);

        if (outcome.violated) {
            check_violation(name, outcome, tag, text);
            check_replay(name, body, outcome, 100);
            printf("%-24s found in execution %u of %u: %s\n", name, seed, limit, outcome.message);
            return;
        }
    }
    fprintf(stderr, "%s: %s not found in %u executions\n", name, tag, limit);
    exit(1);
}

static inline void check_silent(const char *name, program *body, unsigned n)
{
    for (unsigned seed = 1; seed <= n; seed++) {
        check_clean(name, execute_random(body, seed, 1 + seed % 4));
    }
}

#define CHECK_FOUND(body, tag, text, limit) check_found(#body, body, tag, text, limit)
#define CHECK_SILENT(body, n)               check_silent(#body, body, n)

#endif /* check.h */
