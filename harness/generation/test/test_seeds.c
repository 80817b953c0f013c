/*
 * test_seeds DIRECTORY: the committed seeds are those of seeds.h, no more and no less, and each
 * reaches what it is there to reach.
 */
#include <dirent.h>
#include <string.h>

#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/file.h"
#include "scenario/test/expect.h"

static const char *directory;

static void check(const void *seed_)
{
    const struct seed *seed = seed_;
    static struct scenario built, read;
    static struct scenario_result result;
    const struct scenario_options options = {0};
    uint8_t expected[SCENARIO_MAX_SIZE], found[SCENARIO_MAX_SIZE];
    size_t n_expected, n_found;
    char path[4096], error[SCENARIO_FILE_ERROR];

    snprintf(path, sizeof path, "%s/%s" SCENARIO_TEXT_SUFFIX, directory, seed->name);
    CHECK(scenario_read_file(&read, NULL, path, error), "%s; ninja -C build/plain seeds", error);
    n_found = scenario_encode(&read, found, sizeof found);
    scenario_execute(&read, &options, &result);
    CHECK(!result.outcome.violated, "%s: %s: %s", path, result.outcome.invariant,
          result.outcome.message);
    CHECK(result.settled, "%s: cache and datapath could not be compared at the end", path);
    CHECK(seed_reached(seed, &result),
          "%s no longer reaches what it is there for: ninja -C build/plain seeds", path);
    /* The number of a random interleaving is the first that reached it when the file was made; a
     * change of the cache may have made another the first. */
    seed->build(&built);
    built.seed = read.seed;
    n_expected = scenario_encode(&built, expected, sizeof expected);
    CHECK(n_found == n_expected && !memcmp(found, expected, n_found),
          "%s is not what the seeds make: ninja -C build/plain seeds", path);
}

static size_t n_files(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n = 0;

    CHECK(dir, "%s cannot be read", directory);
    while ((entry = readdir(dir))) {
        n += entry->d_name[0] != '.';
    }
    closedir(dir);
    return n;
}

static void no_other_files(void)
{
    CHECK(n_files(directory) == seed_count(), "%zu files in %s, %zu seeds", n_files(directory),
          directory, seed_count());
}

int main(int argc, char **argv)
{
    static struct test_case cases[200] = {CASE(no_other_files)};
    size_t n = 1;

    CHECK(argc == 2, "usage: test_seeds DIRECTORY");
    directory = argv[1];
    model_events_name();
    for (size_t i = 0; i < seed_count() && n < sizeof cases / sizeof cases[0]; i++) {
        cases[n++] = (struct test_case)CASE_OF(seed_at(i)->name, check, seed_at(i));
    }
    CHECK(n == seed_count() + 1);
    return run_cases(cases, n);
}
