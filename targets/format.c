/*
 * ukeyfuzz format: every word of the text form.
 */
#include "scenario/text.h"
#include "tool.h"

static int run(int argc, char **argv)
{
    if (argc > 1) {
        return tool_error("format: takes no argument, not '%s'", argv[1]);
    }
    scenario_write_manual(stdout);
    return TOOL_CLEAN;
}

const struct command format_command = {
    .name = "format",
    .summary = "Describe the text form of scenarios, every word of it.",
    .help =
        "usage: ukeyfuzz format\n\n"
        "Describes the text form of scenarios. Made from the tables that the reader of that form\n"
        "uses.\n\n"
        "Exit code: 0, or 2 if it was given an argument.\n",
    .run = run,
};
