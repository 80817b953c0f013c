/*
 * ukeyfuzz show: a scenario in its text form.
 */
#include <string.h>

#include "scenario/text.h"
#include "support/printable.h"
#include "tool.h"
#include "tool/input/build_choice.h"
#include "tool/input/notes.h"

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

    if (!tool_read_scenario(file, &s, &provenance)) {
        return false;
    }
    if (bare || !has_our_points(file)) {
        scenario_write_text(stdout, &s, &provenance, NULL, NULL);
        return true;
    }
    return notes_write_text(stdout, &s, &provenance);
}

static int run(int argc, char **argv)
{
    int code = TOOL_CLEAN, first;
    bool bare = false;

    for (first = 1; first < argc && argv[first][0] == '-' && argv[first][1]; first++) {
        if (!strcmp(argv[first], "--")) {
            first++;
            break;
        } else if (tool_take_raw(argv[first])) {
            continue;
        } else if (!strcmp(argv[first], "--bare")) {
            bare = true;
        } else {
            return tool_unknown_option(&show_command, argv[first]);
        }
    }
    if (first == argc) {
        return tool_error("show: no file; try ukeyfuzz show --help");
    }
    for (int i = first; i < argc; i++) {
        if (argc - first > 1) {
            printf("%s# %s%s\n", tool_colour(stdout, COLOUR_BOLD), printable(argv[i]),
                   tool_colour(stdout, COLOUR_NONE));
        }
        if (!show(argv[i], bare)) {
            code = TOOL_UNUSABLE;
        }
    }
    return code;
}

const struct command show_command = {
    .name = "show",
    .summary = "Print scenarios in their text form.",
    .help =
        "usage: ukeyfuzz show [--bare] FILE...\n\n"
        "Prints each scenario in its text form, which `ukeyfuzz compile` turns back: settings,\n"
        "what each actor does in which order, and the interleaving. `ukeyfuzz format` explains\n"
        "the words. A comment behind each preemption says where it falls: what its actor did last\n"
        "before it and does next, in an execution by this program's cache.\n\n"
        "  --bare  execute nothing and leave these comments out\n"
        "  --raw   take each file's bytes for a scenario in binary form, whatever they look "
        "like\n\n"
        "A file that begins as a scenario in text form does, or whose name ends in .scenario, is "
        "in\n"
        "text form. Any other of at most 256 KiB is in binary form if it begins as our tools and\n"
        "mutators write it, or if it is named as fuzzers name what they find (crash-..., a hash,\n"
        "clusterfuzz-testcase-...).\n\n"
        "Exit code: 0, or 2 if a file cannot be used.\n",
    .run = run,
};
