/*
 * How many executions a second on one core: four actors, a hundred points each; and, if files are
 * given, those scenarios one after the other, as the fuzz target executes them. Prints one line per
 * workload, which ci/bench collects, and for the files a hash of their event logs, so that two
 * builds can be seen to have done the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "execution/execute.h"
#include "execution/profile.h"
#include "generation/mutate.h"
#include "model/events.h"
#include "scenario/file.h"
#include "scenario/scenario.h"
#include "support/options_page.h"

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A handler, a revalidator, a packet thread and main, as in most scenarios. */
static void four_actors(struct scenario *s)
{
    scenario_init(s);
    s->n_packet_threads = 1;
    s->n_flows = 2;
    s->strategy = STRATEGY_RANDOM;
    s->mean_gap = 8;
    for (unsigned i = 0; i < 4; i++) {
        scenario_packet(s, 0, OP_PACKET, i & 1, 0, 0);
    }
    scenario_main(s, OP_CHANGE_RULES, 0, RULE_FORWARD, 0);
    scenario_main(s, OP_WAIT_ROUND, 0, 0, 0);
}

/* What has been executed since `start_s`. */
struct tally {
    double start_s;
    uint64_t n, points, switches;
};

static void tally_add(struct tally *t, const struct scenario_result *result)
{
    t->n++;
    t->points += result->outcome.n_points;
    t->switches += result->outcome.n_switches;
}

static void tally_print(const struct tally *t, const char *name)
{
    double elapsed_s = now_s() - t->start_s, n = (double)t->n;

    printf("%-28s %10.0f executions/s  %6.1f points  %6.1f switches  %6.1f ns/point\n", name,
           n / elapsed_s, (double)t->points / n, (double)t->switches / n,
           elapsed_s * 1e9 / (double)t->points);
}

static void measure(const char *name, struct scenario *s, double seconds, bool feedback)
{
    static struct scenario_result result;
    const struct scenario_options options = {.feedback = feedback};
    struct tally tally = {.start_s = now_s()};

    do {
        for (unsigned i = 0; i < 256; i++) {
            s->seed++;
            scenario_execute(s, &options, &result);
            tally_add(&tally, &result);
        }
    } while (now_s() - tally.start_s < seconds);
    tally_print(&tally, name);
}

struct file {
    size_t size;
    uint8_t data[SCENARIO_MAX_ANCHORED_SIZE];
};

/* In the form that the fuzz target gets, whichever they have. */
static struct file *read_files(char *const *names, size_t n)
{
    struct file *files = calloc(n, sizeof *files);
    static struct scenario s;
    char error[SCENARIO_FILE_ERROR];

    for (size_t i = 0; files && i < n; i++) {
        if (!scenario_read_file(&s, NULL, names[i], error)) {
            fprintf(stderr, "bench_executions: %s\n", error);
            exit(2);
        }
        files[i].size = scenario_encode(&s, files[i].data, sizeof files[i].data);
    }
    return files;
}

/* All files in turn, again and again for so many seconds. */
static void measure_files(const struct file *files, size_t n, double seconds)
{
    static struct scenario s;
    static struct scenario_result result;
    static struct profile profile;
    const struct scenario_options options = {.profile = &profile, .feedback = true};
    struct tally tally = {.start_s = now_s()};
    uint64_t hash;

    do {
        hash = 0;
        for (size_t i = 0; i < n; i++) {
            scenario_decode(&s, files[i].data, files[i].size);
            profile_begin(&profile, profile_key(files[i].data, files[i].size));
            scenario_execute(&s, &options, &result);
            profile_remember(&profile);
            tally_add(&tally, &result);
            hash = hash * 31 + result.outcome.log_hash;
        }
    } while (now_s() - tally.start_s < seconds);
    tally_print(&tally, "files");
    printf("event logs of the files: %016llx\n", (unsigned long long)hash);
}

/* The same workload by each strategy, with what the mutator would estimate. */
static void measure_strategies(struct scenario *s, double seconds)
{
    static struct profile profile;
    static struct scenario_result result;
    const struct scenario_options options = {.profile = &profile};
    struct random random = {1};
    char name[64];

    for (unsigned i = 0; i < SCENARIO_STRATEGIES; i++) {
        if (i == STRATEGY_REPLAY || i == STRATEGY_BYTES) {
            continue;
        }
        scenario_execute(s, &options, &result);
        scenario_choose_strategy(s, (enum scenario_strategy)i, &profile, &random);
        s->mean_gap = 8;
        s->depth = 3;
        snprintf(name, sizeof name, "four-actors-%s", scenario_strategy_name(s->strategy));
        measure(name, s, seconds, false);
    }
}

static const struct command_line line = {
    .program = "bench_executions",
    .usage = "[SECONDS [FILE]...]",
    .operand = "argument",
    .about = "Measures executions per second on one core, for so many seconds (3) per workload; if "
             "there are files, those scenarios in turn, as the fuzz target executes them, and the "
             "hash of their event logs.",
    .exit_codes = "0, or 2 if an argument cannot be used.",
};

int main(int argc, char **argv)
{
    static struct scenario s;
    double seconds = 3;
    struct options_given given;
    struct options_error error;

    options_read_or_exit(&line, argc, argv, &given);
    if (given.n_operands &&
        !options_real("SECONDS", given.operands[0], 0.001, 1e6, &seconds, &error)) {
        options_exit(&line, error.text);
    }
    model_events_name();
    if (given.n_operands > 1) {
        size_t n = given.n_operands - 1;
        struct file *files = read_files(given.operands + 1, n);

        measure_files(files, n, seconds);
        free(files);
        return 0;
    }
    four_actors(&s);
    measure("four-actors", &s, seconds, false);
    measure("four-actors-with-feedback", &s, seconds, true);
    s.strategy = STRATEGY_REPLAY;
    measure("four-actors-default-order", &s, seconds, false);
    measure_strategies(&s, seconds);
    return 0;
}
