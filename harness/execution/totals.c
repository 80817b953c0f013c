/*
 * What a process has reached over all its executions.
 */
#include "execution/feedback.h"

#include <math.h>
#include <stdio.h>

#include "execution/execute.h"
#include "support/random.h"

enum { REGISTER_BITS = 12, REGISTERS = 1 << REGISTER_BITS };
enum {
    OWN_TOTALS = 8 + SCENARIO_STRATEGIES + ORACLE_N_EXCUSES,
    MAX_TOTALS = OWN_TOTALS + SCENARIO_MAX_COUNTERS
};

static uint64_t n_executions;
static uint8_t registers[REGISTERS];
static struct feedback_total totals[MAX_TOTALS];
static size_t n_totals;

uint64_t feedback_executions(void)
{
    return n_executions;
}

static void add_distinct(uint64_t hash)
{
    /* The low bits of a log's hash are not even enough to be used as they are. */
    uint64_t h = random_mix(hash);
    uint64_t high = h >> REGISTER_BITS;
    unsigned rank = high ? (unsigned)__builtin_ctzll(high) + 1 : 64 - REGISTER_BITS + 1;
    uint8_t *entry = &registers[h % REGISTERS];

    *entry = rank > *entry ? (uint8_t)rank : *entry;
}

uint64_t feedback_distinct(void)
{
    const double m = REGISTERS, alpha = 0.7213 / (1 + 1.079 / m);
    double sum = 0, estimate;
    unsigned n_zero = 0;

    for (unsigned i = 0; i < REGISTERS; i++) {
        sum += 1.0 / (double)(UINT64_C(1) << registers[i]);
        n_zero += registers[i] == 0;
    }
    estimate = alpha * m * m / sum;
    if (estimate <= 2.5 * m && n_zero) {
        estimate = m * log(m / n_zero); /* Linear counting is better when there are few. */
    }
    return (uint64_t)(estimate + 0.5);
}

static void add(size_t index, const char *name, uint64_t value)
{
    totals[index].name = name;
    totals[index].value += value;
    n_totals = index >= n_totals ? index + 1 : n_totals;
}

static void add_strategy(size_t index, enum scenario_strategy strategy, bool used)
{
    static const char *const names[SCENARIO_STRATEGIES] = {
        "by_replay", "by_bytes", "by_random", "by_pct", "by_pos", "by_surw", "by_delay_bound",
    };

    add(index, names[strategy], used);
}

/* "excuse_no_flow", of "no-flow": executions in which it was made. How often one makes it depends on how many
 * flows it has. */
static const char *name_of_excuse(enum oracle_excuse excuse)
{
    static char names[ORACLE_N_EXCUSES][32];
    char *name = names[excuse];

    if (!*name) {
        snprintf(name, sizeof names[0], "excuse_%s", oracle_excuse_word(excuse));
        for (char *c = name; *c; c++) {
            *c = *c == '-' ? '_' : *c;
        }
    }
    return name;
}

void feedback_add_totals(const struct scenario_result *result)
{
    const struct oracle_reached *reached = &result->reached;
    size_t at = 0;

    n_executions++;
    add_distinct(result->outcome.log_hash);
    add(at++, "points", result->outcome.n_points);
    add(at++, "switches", result->outcome.n_switches);
    add(at++, "preemptions", result->outcome.n_preemptions);
    add(at++, "faults", result->n_faults);
    add(at++, "pushes", reached->pushes);
    add(at++, "pushes_to_ended", reached->pushes_to_ended);
    add(at++, "unsettled", !result->outcome.violated && !result->settled);
    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        add_strategy(at++, (enum scenario_strategy)i, i == result->strategy);
    }
    for (unsigned i = 0; i < ORACLE_N_EXCUSES; i++) {
        add(at++, name_of_excuse((enum oracle_excuse)i), reached->excuses[i] > 0);
    }
    for (size_t i = 0; i < result->n_counters; i++) {
        add(at++, result->counters[i].name, result->counters[i].value);
    }
}

size_t feedback_totals(const struct feedback_total **out)
{
    *out = totals;
    return n_totals;
}
