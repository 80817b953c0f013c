/*
 * test_beliefs: executes scenarios on the correct cache, and holds what the oracles believe of it
 * against what it has, step by step.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "belief.h"
#include "execution/execute.h"
#include "explore.h"
#include "scenario/file.h"
#include "support/options_page.h"
#include "watched.h"

enum { DEFAULT_SCENARIOS = 4000, DIFFERENCES_AT_MOST = 10 };

static const char *keep;
static uint64_t seed;    /* Of the scenario that is being explored, ... */
static unsigned n_times; /* ... which was executed so often. */
static uint64_t n_executions;
static unsigned n_differences;

/* True if the oracles' beliefs and the cache agreed throughout, and no oracle had anything to say.
 */
static bool agrees(const struct scenario *s, const char *name)
{
    static struct scenario_result result;
    const struct scenario_options options = {.cache = watched_cache()};

    scenario_execute(s, &options, &result);
    n_executions++;
    if (result.outcome.violated) {
        n_differences++;
        printf("%s: %s: %s\n", name, result.outcome.invariant, result.outcome.message);
    }
    return !result.outcome.violated;
}

static bool execute_generated(const struct scenario *s)
{
    char name[64], file[4096], error[SCENARIO_FILE_ERROR];
    bool agreed;

    snprintf(name, sizeof name, "seed %" PRIu64 ", execution %u", seed, ++n_times);
    agreed = agrees(s, name);
    if (!agreed && keep) {
        snprintf(file, sizeof file, "%s/%" PRIu64 "-%u.scenario", keep, seed, n_times);
        if (!scenario_write_file(s, NULL, file, NULL, NULL, error)) {
            puts(error);
        }
    }
    return agreed;
}

static void execute_file(const char *file)
{
    static struct scenario s;
    char error[SCENARIO_FILE_ERROR];

    if (!scenario_read_file(&s, NULL, file, error)) {
        fprintf(stderr, "%s\n", error);
        exit(2);
    }
    agrees(&s, file);
}

static int is_scenario(const struct dirent *entry)
{
    return scenario_is_text_name(entry->d_name);
}

/* The files in the order of their names; false if it is no folder. */
static bool execute_folder(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_scenario, alphasort);

    for (int i = 0; i < n; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        execute_file(path);
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    return n >= 0;
}

/* What was never compared was not tested; nor was a bound that is never reached. */
static bool is_reached(enum compared belief)
{
    struct belief_count count = belief_count(belief);

    return count.n && (!count.n_bounds || count.n_reached);
}

static unsigned report(void)
{
    unsigned n_unreached = 0;

    for (unsigned i = 0; i < N_BELIEFS; i++) {
        struct belief_count count = belief_count((enum compared)i);

        printf("%12" PRIu64, count.n);
        if (count.n_bounds) {
            printf("  %12" PRIu64, count.n_reached);
        } else {
            printf("  %12s", "");
        }
        printf("  %s%s\n", belief_words((enum compared)i),
               is_reached((enum compared)i) ? "" : ": NOT REACHED");
        n_unreached += !is_reached((enum compared)i);
    }
    return n_unreached;
}

static uint64_t n_scenarios = DEFAULT_SCENARIOS, first_seed;

static const struct option_row rows[] = {
    {"--scenarios", .argument = "N", .whole = &n_scenarios, .most = 1e15,
     .help = "generate N scenarios, each of which is executed up to ten times [4000]"},
    {"--first-seed", .argument = "S", .whole = &first_seed, .most = 1e15,
     .help = "numbered from S on [0]"},
    {"--keep", .argument = "FOLDER", .text = &keep,
     .help = "write what shows a difference to FOLDER/SEED-TIME.scenario"},
    {.name = NULL},
};

static const struct command_line line = {
    .program = "test_beliefs",
    .usage = "[FILE|FOLDER]...",
    .operand = "file or folder",
    .rows = rows,
    .about = "Executes the scenarios in each FILE, and those in each FOLDER, and some that are "
             "generated, on the correct cache; and at each step compares what the oracles believe "
             "of the cache with what it has.",
    .exit_codes = "0 if they agree, 1 if they do not, 2 if something cannot be used.",
};

int main(int argc, char **argv)
{
    struct options_given given;
    unsigned n_unreached;

    model_events_name();
    options_read_or_exit(&line, argc, argv, &given);
    for (unsigned i = 0; i < given.n_operands; i++) {
        if (!execute_folder(given.operands[i])) {
            execute_file(given.operands[i]);
        }
    }
    for (seed = first_seed; seed < first_seed + n_scenarios; seed++) {
        n_times = 0;
        explore(seed, execute_generated);
        if (n_differences >= DIFFERENCES_AT_MOST) {
            break;
        }
    }
    n_unreached = report();
    printf("%" PRIu64 " executions, %u differences\n", n_executions, n_differences);
    return n_differences || (n_scenarios >= DEFAULT_SCENARIOS && n_unreached);
}
