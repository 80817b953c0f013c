/*
 * test_reversed DIRECTORY: the checks of the oracles may be asked in any order. An execution of
 * each of the seeds is the same, and reaches the same, when they are asked in the reverse one.
 */
#include <dirent.h>
#include <string.h>

#include "execution/execute.h"
#include "oracle/dispatch.h"
#include "scenario/file.h"
#include "scenario/test/expect.h"

static struct scenario s;
static struct scenario_result usual, reversed;

static void check_file(const char *directory, const char *name)
{
    const struct scenario_options options = {.cache = NULL};
    char path[4096], error[SCENARIO_FILE_ERROR];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    CHECK(scenario_read_file(&s, NULL, path, error), "%s", error);
    scenario_execute(&s, &options, &usual);
    dispatch_reverse_checks(true);
    scenario_execute(&s, &options, &reversed);
    dispatch_reverse_checks(false);
    CHECK(usual.outcome.log_hash == reversed.outcome.log_hash, "%s: other events", path);
    CHECK(!strcmp(usual.outcome.violation.rule, reversed.outcome.violation.rule),
          "%s: '%s', and in reverse '%s'", path, usual.outcome.violation.rule,
          reversed.outcome.violation.rule);
    CHECK(!memcmp(&usual.reached, &reversed.reached, sizeof usual.reached),
          "%s: other things are reached or excused", path);
}

static void test_seeds(const void *directory_)
{
    const char *directory = directory_;
    DIR *dir = opendir(directory);
    const struct dirent *entry;
    unsigned n = 0;

    CHECK(dir, "%s cannot be read", directory);
    while ((entry = readdir(dir))) {
        if (scenario_is_text_name(entry->d_name)) {
            check_file(directory, entry->d_name);
            n++;
        }
    }
    closedir(dir);
    CHECK(n, "%s has no scenarios", directory);
}

int main(int argc, char **argv)
{
    const struct test_case cases[] = {CASE_OF("test_seeds", test_seeds, argv[1])};

    CHECK(argc == 2, "usage: test_reversed DIRECTORY");
    return RUN_CASES(cases);
}
