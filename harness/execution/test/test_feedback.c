/*
 * The signals of interleaving feedback: each is counted if it is chosen, and changes nothing else.
 */
#include <string.h>

#include "execution/execute.h"
#include "execution/feedback.h"
#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/test/expect.h"

static struct scenario s;
static struct scenario_result result;

/* Executes `s` with these signals, and moves what was counted to `counters`. */
static void count(unsigned signals, uint8_t counters[FEEDBACK_SIZE])
{
    const struct scenario_options options = {.feedback = true};

    feedback_choose(signals);
    scenario_execute(&s, &options, &result);
    memcpy(counters, feedback_counters, FEEDBACK_SIZE);
    memset(feedback_counters, 0, FEEDBACK_SIZE);
}

static bool counts_anything(const uint8_t counters[FEEDBACK_SIZE])
{
    for (unsigned i = 0; i < FEEDBACK_SIZE; i++) {
        if (counters[i]) {
            return true;
        }
    }
    return false;
}

/* Adds to `sum`, of which nothing may be in the same place. */
static void add(uint8_t sum[FEEDBACK_SIZE], const uint8_t counters[FEEDBACK_SIZE], const char *name)
{
    for (unsigned i = 0; i < FEEDBACK_SIZE; i++) {
        CHECK(!sum[i] || !counters[i], "%s: two signals count at %u", name, i);
        sum[i] |= counters[i];
    }
}

static void signals_add_up(void)
{
    static uint8_t all[FEEDBACK_SIZE], one[FEEDBACK_SIZE], sum[FEEDBACK_SIZE];
    unsigned counted = 0;

    model_events_name();
    for (size_t i = 0; i < seed_count(); i++) {
        const char *name = seed_at(i)->name;
        uint64_t executions = feedback_executions(), hash;

        seed_build(seed_at(i), &s);
        count(FEEDBACK_ALL, all);
        hash = result.outcome.log_hash;
        memset(sum, 0, sizeof sum);
        for (unsigned signal = 1; signal < FEEDBACK_ALL; signal <<= 1) {
            count(signal, one);
            CHECK(result.outcome.log_hash == hash, "%s: a signal changes the execution", name);
            add(sum, one, name);
            counted |= counts_anything(one) ? signal : 0;
        }
        CHECK(!memcmp(sum, all, sizeof sum), "%s: all signals do not count what each counts", name);
        count(0, one);
        CHECK(!counts_anything(one), "%s: no signal counts something", name);
        CHECK(feedback_executions() == executions + 6, "%s: totals depend on the signals", name);
    }
    CHECK(counted == FEEDBACK_ALL, "only signals %#x count anything", counted);
}

int main(void)
{
    const struct test_case cases[] = {CASE(signals_add_up)};

    return RUN_CASES(cases);
}
