/*
 * Executes scenarios in this process, one after the other, and prints the sums of the cache's own
 * counters, of the verdicts on upcalls, of the transitions of ukeys and of the faults that fired, one
 * "name value" a line: a run that reached nothing can be told from one that found nothing. An
 * execution that ends early counts for what it violates.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "execution/execute.h"
#include "model/events.h"
#include "scenario/file.h"

enum { MAX_SUMS = 256, MAX_NAME = 48 };

static struct sum {
    char name[MAX_NAME];
    uint64_t value;
} sums[MAX_SUMS];
static size_t n_sums;

static void add(const char *name, uint64_t value)
{
    size_t i = 0;

    while (i < n_sums && strcmp(sums[i].name, name)) {
        i++;
    }
    if (i == n_sums && n_sums < MAX_SUMS) {
        snprintf(sums[n_sums++].name, MAX_NAME, "%s", name);
    }
    if (i < n_sums) {
        sums[i].value += value;
    }
}

static void add_transitions(const struct oracle_reached *reached)
{
    char name[MAX_NAME];

    for (unsigned from = 0; from < STATES; from++) {
        for (unsigned to = 0; to < STATES; to++) {
            if (reached->transitions[from][to]) {
                snprintf(name, sizeof name, "%s->%s", model_state_word(from), model_state_word(to));
                add(name, reached->transitions[from][to]);
            }
        }
    }
}

/* Of the execution that is just over. */
static void add_faults(void)
{
    for (unsigned fault = 1; fault < MODEL_FAULTS; fault++) {
        if (model_n_fired((enum model_fault)fault)) {
            add(model_fault_name((enum model_fault)fault), model_n_fired((enum model_fault)fault));
        }
    }
}

static void add_result(const char *file, const struct scenario_result *result)
{
    for (size_t i = 0; i < result->n_counters; i++) {
        add(result->counters[i].name, result->counters[i].value);
    }
    for (unsigned i = 0; i < VERDICTS; i++) {
        add(model_verdict_word((enum cache_verdict)i), result->reached.verdicts[i]);
    }
    add_transitions(&result->reached);
    add_faults();
    add("executions", 1);
    add("points", result->outcome.n_points);
    add("faults", result->n_faults);
    if (result->outcome.violated) {
        add("violations", 1);
        fprintf(stderr, "%s: %s: %s\n", file, result->outcome.invariant, result->outcome.message);
    }
}

int main(int argc, char **argv)
{
    static struct scenario scenario;
    static struct scenario_result result;
    const struct scenario_options options = {.feedback = false};
    char error[SCENARIO_FILE_ERROR];

    if (argc < 2) {
        fprintf(stderr, "usage: %s SCENARIO...\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        if (!scenario_read_file(&scenario, NULL, argv[i], error)) {
            fprintf(stderr, "%s\n", error);
            return 2;
        }
        scenario_execute(&scenario, &options, &result);
        add_result(argv[i], &result);
    }
    for (size_t i = 0; i < n_sums; i++) {
        printf("%s %" PRIu64 "\n", sums[i].name, sums[i].value);
    }
    return 0;
}
