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
#include "watched.h"

enum { DEFAULT_SCENARIOS = 4000, DIFFERENCES_AT_MOST = 10 };

static const char usage[] =
    "usage: test_beliefs [OPTION]... [FILE|FOLDER]...\n"
    "Executes the scenarios in each FILE, and those in each FOLDER, and some that are generated, "
    "on\n"
    "the correct cache; and at each step compares what the oracles believe of the cache with what\n"
    "it has. Ends with 0 if they agree, with 1 if they do not.\n"
    "\n"
    "  --scenarios N    generate N scenarios, each of which is executed up to ten times [4000]\n"
    "  --first-seed S   numbered from S on [0]\n"
    "  --keep FOLDER    write what shows a difference to FOLDER/SEED-TIME.scenario\n"
    "  --help           print this\n";

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

static uint64_t number(const char *text)
{
    char *end;
    uint64_t value;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno || end == text || *end) {
        fprintf(stderr, "test_beliefs: '%s' is not a number\n", text);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    uint64_t n_scenarios = DEFAULT_SCENARIOS, first_seed = 0;
    unsigned n_unreached;
    int i = 1;

    model_events_name();
    for (; i < argc && !strncmp(argv[i], "--", 2); i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (!strcmp(argv[i], "--help")) {
            fputs(usage, stdout);
            return 0;
        }
        if (!strcmp(argv[i], "--scenarios")) {
            n_scenarios = number(value);
        } else if (!strcmp(argv[i], "--first-seed")) {
            first_seed = number(value);
        } else if (!strcmp(argv[i], "--keep")) {
            keep = value;
        } else {
            fputs(usage, stderr);
            return 2;
        }
    }
    for (; i < argc; i++) {
        if (!execute_folder(argv[i])) {
            execute_file(argv[i]);
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
