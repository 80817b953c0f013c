/*
 * Whatever decided an interleaving, the list of preemptions that was recorded fits a scenario, and
 * gives the same execution: for every strategy, on the seeds and on generated scenarios. And the
 * correct cache passes them all.
 */
#include <string.h>

#include "execution/execute.h"
#include "generation/generate.h"
#include "generation/mutate.h"
#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/test/expect.h"
#include "support/random.h"

enum { ROUNDS = 40 };

static struct scenario s, list;
static struct scenario_result result, replayed;
static struct profile profile;
static uint32_t most_preemptions[SCENARIO_STRATEGIES], most_points[SCENARIO_STRATEGIES];
static uint64_t n_preemptions[SCENARIO_STRATEGIES];
static unsigned n_executions[SCENARIO_STRATEGIES];

static uint32_t max(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static void check(const char *name)
{
    const struct scenario_options options = {.profile = &profile}, none = {0};
    static uint8_t data[SCENARIO_MAX_SIZE];
    const struct preemption *recorded;
    size_t n, size;

    scenario_execute(&s, &options, &result);
    CHECK(!result.outcome.violated, "%s by %s, seed %u: %s: %s", name,
          scenario_strategy_name(s.strategy), s.seed, result.outcome.invariant,
          result.outcome.message);
    n = runtime_recorded_preemptions(&recorded);
    CHECK(n == result.outcome.n_preemptions, "%s by %s: %u preemptions, more than %d", name,
          scenario_strategy_name(s.strategy), result.outcome.n_preemptions, PREEMPTIONS_MAX);
    list = s;
    CHECK(scenario_take_preemptions(&list, recorded, n), "%s: they do not fit", name);
    size = scenario_encode(&list, data, sizeof data);
    CHECK(size > 0, "%s: the list does not fit its file", name);
    scenario_decode(&list, data, size);
    scenario_execute(&list, &none, &replayed);
    CHECK(replayed.outcome.log_hash == result.outcome.log_hash,
          "%s by %s, seed %u: the recorded list does something else", name,
          scenario_strategy_name(s.strategy), s.seed);
    most_preemptions[s.strategy] = max(most_preemptions[s.strategy], (uint32_t)n);
    most_points[s.strategy] = max(most_points[s.strategy], result.outcome.n_points);
    n_preemptions[s.strategy] += n;
    n_executions[s.strategy]++;
}

/* By each strategy, with what is known of the execution before. */
static void check_all(const char *name, struct random *random)
{
    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        scenario_choose_strategy(&s, (enum scenario_strategy)i, &profile, random);
        if (i == STRATEGY_BYTES) {
            s.n_bytes = 100;
            for (unsigned j = 0; j < s.n_bytes; j++) {
                s.bytes[j] = (uint8_t)random_next(random);
            }
        }
        check(name);
    }
}

static void all_strategies(void)
{
    struct random random = {11};

    model_events_name();
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < seed_count(); i++) {
            seed_at(i)->build(&s);
            s.strategy = STRATEGY_REPLAY;
            check(seed_at(i)->name);
            check_all(seed_at(i)->name, &random);
        }
        for (unsigned i = 0; i < 20; i++) {
            scenario_generate(&s, &random);
            s.strategy = STRATEGY_REPLAY;
            check("generated");
            check_all("generated", &random);
        }
    }
    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        printf("%-12s %5u executions, at most %5u points, %4u preemptions, %6.1f on average\n",
               scenario_strategy_name((enum scenario_strategy)i), n_executions[i], most_points[i],
               most_preemptions[i], (double)n_preemptions[i] / n_executions[i]);
        CHECK(i == STRATEGY_REPLAY || n_preemptions[i] > n_executions[i], "nobody is preempted");
    }
}

int main(void)
{
    const struct test_case cases[] = {CASE(all_strategies)};

    return RUN_CASES(cases);
}
