/*
 * ukeyfuzz show: a scenario in its text form.
 */
#include <string.h>

#include "scenario/text.h"
#include "tool.h"

static int run(int argc, char **argv)
{
    static struct scenario s;
    int code = TOOL_CLEAN;

    if (argc < 2) {
        return tool_error("show: no file; try ukeyfuzz show --help");
    }
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1]) {
            return tool_error("show: unknown option '%s'", argv[i]);
        }
    }
    for (int i = 1; i < argc; i++) {
        if (!tool_read_scenario(argv[i], &s)) {
            code = TOOL_UNUSABLE;
            continue;
        }
        if (argc > 2) {
            printf("%s# %s%s\n", tool_colour(stdout, COLOUR_BOLD), argv[i],
                   tool_colour(stdout, COLOUR_NONE));
        }
        scenario_write_text(stdout, &s, NULL, NULL);
    }
    return code;
}

const struct command show_command = {
    .name = "show",
    .summary = "Print scenarios in their text form.",
    .help =
        "usage: ukeyfuzz show FILE...\n\n"
        "Prints each scenario in its text form, which `ukeyfuzz compile` turns back: settings,\n"
        "what each actor does in which order, and the interleaving. `ukeyfuzz format` explains\n"
        "the words.\n\n"
        "Any file of at most 256 KiB is a scenario in binary form, unless it begins as one in "
        "text\n"
        "form.\n\n"
        "Exit code: 0, or 2 if a file cannot be used.\n",
    .run = run,
};
