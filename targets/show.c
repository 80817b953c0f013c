/*
 * ukeyfuzz show: what a scenario says.
 */
#include <string.h>

#include "scenario/print.h"
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
        printf("%s%s%s\n", tool_colour(stdout, COLOUR_BOLD), argv[i],
               tool_colour(stdout, COLOUR_NONE));
        scenario_print(stdout, &s, 2);
    }
    return code;
}

const struct command show_command = {
    .name = "show",
    .summary = "Print scenarios readably.",
    .help =
        "usage: ukeyfuzz show FILE...\n\n"
        "Prints each scenario: its configuration, what each actor does in which order, and the\n"
        "interleaving. Any file of at most 64 KiB is a scenario.\n\n"
        "Exit code: 0, or 2 if a file cannot be read.\n",
    .run = run,
};
