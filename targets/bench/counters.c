/*
 * Executes scenarios in this process, one after the other, and prints the sums of the cache's own
 * counters and of the verdicts on upcalls, one "name value" a line: a run that reached nothing can
 * be told from one that found nothing. An execution that ends early counts for what it violates.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "execution/execute.h"
#include "model/events.h"
#include "scenario/file.h"

enum { MAX_SUMS = 128 };

static struct cache_counter sums[MAX_SUMS];
static size_t n_sums;

static void add(const char *name, uint64_t value)
{
    size_t i = 0;

    while (i < n_sums && strcmp(sums[i].name, name)) {
        i++;
    }
    if (i == n_sums && n_sums < MAX_SUMS) {
        sums[n_sums++].name = name;
    }
    if (i < n_sums) {
        sums[i].value += value;
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
