/*
 * ukeyfuzz format: every word of the text form.
 */
#include <string.h>

#include "scenario/text.h"
#include "tool.h"

static int run(int argc, char **argv)
{
    bool dictionary = argc > 1 && !strcmp(argv[1], "--dictionary");

    if (argc > 1 && argv[1][0] == '-' && !dictionary) {
        return tool_unknown_option(&format_command, argv[1]);
    }
    if (argc > 1 + dictionary) {
        return tool_error("format: takes no argument but --dictionary, not '%s'",
                          argv[1 + dictionary]);
    }
    if (dictionary) {
        scenario_write_dictionary(stdout);
        return TOOL_CLEAN;
    }
    scenario_write_manual(stdout);
    return TOOL_CLEAN;
}

const struct command format_command = {
    .name = "format",
    .summary = "Describe the text form of scenarios, every word of it.",
    .help =
        "usage: ukeyfuzz format [--dictionary]\n\n"
        "Describes the text form of scenarios. Made from the tables that the reader of that form\n"
        "uses.\n\n"
        "  --dictionary   only the words, as a dictionary for libFuzzer or AFL++ to fuzz\n"
        "                 fuzz_scenario with\n\n"
        "Exit code: 0, or 2 if it was given another argument.\n",
    .run = run,
};
