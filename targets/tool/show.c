/*
 * ukeyfuzz show: a scenario in its text form.
 */
#include <string.h>

#include "scenario/text.h"
#include "support/printable.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/notes.h"
#include "tool/sequence/sequence.h"

/* Whether a file's points mean the same here: with a point at every load and store they do not. */
static bool has_our_points(const char *file)
{
    const char *build = build_of_file(file);

    return !strstr(build, "-fine") == !strstr(UKEYFUZZ_BUILD, "-fine");
}

static bool show(const char *file, bool bare)
{
    static struct scenario s;
    struct provenance provenance;

    if (!sequence_read_any(file, &s, &provenance)) {
        return false;
    }
    if (bare || sequence_is(file) || !has_our_points(file)) {
        scenario_write_text(stdout, &s, &provenance, NULL, NULL);
        return true;
    }
    return notes_write_text(stdout, &s, &provenance);
}

static bool bare;

static int run(const struct options_given *given)
{
    int code = TOOL_CLEAN;

    for (unsigned i = 0; i < given->n_operands; i++) {
        const char *file = given->operands[i];

        if (given->n_operands > 1) {
            printf("%s# %s%s\n", tool_colour(stdout, COLOUR_BOLD), printable(file),
                   tool_colour(stdout, COLOUR_NONE));
        }
        if (!show(file, bare)) {
            code = TOOL_UNUSABLE;
        }
    }
    return code;
}

static const struct option_row rows[] = {
    {"--bare", .flag = &bare, .help = "execute nothing and leave these comments out"},
    TOOL_RAW,
    {.name = NULL},
};

const struct command show_command = {
    .name = "show",
    .line =
        {
            .program = "ukeyfuzz show",
            .summary = "Print scenarios in their text form.",
            .usage = "FILE...",
            .operand = "file",
            .least = 1,
            .rows = rows,
            .about =
                "Prints each scenario in its text form, which `ukeyfuzz compile` turns back: "
                "settings, what each actor does in which order, and the interleaving. `ukeyfuzz "
                "format` explains the words. A comment behind each preemption says where it falls: "
                "what its actor did last before it and does next, in an execution by this "
                "program's cache.",
            .notes =
                "A file that begins as a scenario in text form does, or whose name ends in "
                ".scenario, is in text form. Any other of at most 256 KiB is in binary form if it "
                "begins as our tools and mutators write it, or if it is named as fuzzers name what "
                "they find (crash-..., a hash, clusterfuzz-testcase-...).",
            .exit_codes = "0, or 2 if a file cannot be used.",
        },
    .run = run,
};
