/* A cache that is made while memory is short says so and leaves nothing; one that does otherwise is found
 * out, whichever allocation fails. */
#include <errno.h>
#include <string.h>

#include "execution/failed_create.h"
#include "model/model.h"
#include "runtime/allocations.h"
#include "runtime/strategy.h"
#include "runtime/test/expect.h"

static const struct cache_settings settings = {.n_umaps = 2, .queue_capacity = 4};

static int says_otherwise(const struct cache_settings *given, const struct cache_world *world)
{
    return udpif_under_test.create(given, world) ? EAGAIN : 0;
}

static int leaves_a_block(const struct cache_settings *given, const struct cache_world *world)
{
    static void *left;

    left = runtime_malloc(1);
    return !left || udpif_under_test.create(given, world) ? ENOMEM : 0;
}

static int (*create)(const struct cache_settings *, const struct cache_world *);
static unsigned nth;

static void body(void *unused)
{
    struct cache_under_test cache = udpif_under_test;

    model_begin(&(struct model_settings){.seed = 1});
    cache.create = create;
    cache.enter();
    create_without_memory(&cache, &settings, &model_world, nth);
    EXPECT(!cache.create(&settings, &model_world));
    cache.destroy();
    cache.leave();
}

static struct runtime_outcome
run(int (*with)(const struct cache_settings *, const struct cache_world *), unsigned fails)
{
    static struct strategy_replay in_order;
    const struct runtime_options options = {.strategy = &in_order.strategy, .step_budget = 10000};
    struct runtime_outcome outcome;

    strategy_replay_init(&in_order, NULL, 0);
    create = with;
    nth = fails;
    runtime_execute(&options, body, NULL, &outcome);
    return outcome;
}

static void expect(int (*with)(const struct cache_settings *, const struct cache_world *),
                   unsigned fails, const char *rule)
{
    struct runtime_outcome outcome = run(with, fails);

    CHECK(outcome.violated == (rule != NULL), "allocation %u: %s %s", fails, outcome.invariant,
          outcome.message);
    CHECK(!rule || !strcmp(outcome.violation.rule, rule), "allocation %u: %s", fails,
          outcome.message);
}

/* Takes what is out of range for the most there can be. */
static int takes_anything(const struct cache_settings *given, const struct cache_world *world)
{
    struct cache_settings possible = *given;

    possible.n_umaps = possible.n_umaps < 8 ? possible.n_umaps : 8;
    possible.queue_capacity = possible.queue_capacity < 8 ? possible.queue_capacity : 8;
    possible.upcall_batch = possible.upcall_batch < 8 ? possible.upcall_batch : 8;
    possible.revalidate_batch = possible.revalidate_batch < 8 ? possible.revalidate_batch : 8;
    return udpif_under_test.create(&possible, world);
}

static void asks_for_too_much(void *which)
{
    struct cache_under_test cache = udpif_under_test;

    model_begin(&(struct model_settings){.seed = 1});
    cache.create = create;
    cache.enter();
    create_out_of_range(&cache, &settings, &model_world, *(unsigned *)which);
    cache.leave();
}

static void expect_of_range(int (*with)(const struct cache_settings *, const struct cache_world *),
                            unsigned which, const char *rule)
{
    static struct strategy_replay in_order;
    const struct runtime_options options = {.strategy = &in_order.strategy, .step_budget = 10000};
    struct runtime_outcome outcome;

    strategy_replay_init(&in_order, NULL, 0);
    create = with;
    runtime_execute(&options, asks_for_too_much, &which, &outcome);
    CHECK(outcome.violated == (rule != NULL), "setting %u: %s %s", which, outcome.invariant,
          outcome.message);
    CHECK(!rule || !strcmp(outcome.violation.rule, rule), "setting %u: %s", which, outcome.message);
}

static void settings_out_of_range_are_refused(void)
{
    for (unsigned which = 0; which < 4; which++) {
        expect_of_range(udpif_under_test.create, which, NULL);
        expect_of_range(says_otherwise, which, "PROG/create-out-of-range");
        expect_of_range(takes_anything, which, "PROG/create-out-of-range");
    }
}

static void each_allocation_may_fail(void)
{
    for (unsigned fails = 0; fails <= 9; fails++) {
        expect(udpif_under_test.create, fails, NULL);
    }
}

/* The cache itself, its array of umaps, and a table for each of two. */
static void another_error_is_found(void)
{
    for (unsigned fails = 1; fails <= 4; fails++) {
        expect(says_otherwise, fails, "PROG/create-without-memory");
    }
}

static void what_is_left_is_found(void)
{
    expect(leaves_a_block, 1, NULL);
    for (unsigned fails = 2; fails <= 5; fails++) {
        expect(leaves_a_block, fails, "LEAK/create-without-memory");
    }
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(settings_out_of_range_are_refused),
        CASE(each_allocation_may_fail),
        CASE(another_error_is_found),
        CASE(what_is_left_is_found),
    };

    return RUN_CASES(cases);
}
