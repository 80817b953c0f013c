/*
 * make_seeds DIRECTORY: writes the seed corpus, one file per seed of harness/generation/seeds.h.
 */
#include <stdio.h>

#include "generation/seeds.h"
#include "model/events.h"
#include "scenario/file.h"
#include "support/options_page.h"

static bool write_seed(const char *directory, const struct seed *seed)
{
    static struct scenario s;
    char path[4096], error[SCENARIO_FILE_ERROR];

    if (!seed_build(seed, &s)) {
        fprintf(stderr, "make_seeds: %s does not reach what it is there to reach\n", seed->name);
        return false;
    }
    snprintf(path, sizeof path, "%s/%s" SCENARIO_TEXT_SUFFIX, directory, seed->name);
    if (!scenario_write_file(&s, NULL, path, NULL, NULL, error)) {
        fprintf(stderr, "make_seeds: %s\n", error);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    static const struct command_line line = {
        .program = "make_seeds",
        .usage = "DIRECTORY",
        .operand = "directory",
        .least = 1,
        .most = 1,
        .about = "Writes the seed corpus, one file per seed of harness/generation/seeds.h.",
        .exit_codes =
            "0, 1 if a seed cannot be made or written, 2 for a mistake in the command line.",
    };
    struct options_given given;
    bool ok = true;

    options_read_or_exit(&line, argc, argv, &given);
    model_events_name();
    for (size_t i = 0; i < seed_count(); i++) {
        ok = write_seed(given.operands[0], seed_at(i)) && ok;
    }
    return ok ? 0 : 1;
}
