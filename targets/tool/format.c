/*
 * ukeyfuzz format: every word of the text form.
 */
#include <string.h>

#include "scenario/text.h"
#include "tool.h"

static bool dictionary;

static int run(const struct options_given *given)
{
    (dictionary ? scenario_write_dictionary : scenario_write_manual)(stdout);
    return TOOL_CLEAN;
}

static const struct option_row rows[] = {
    {"--dictionary", .flag = &dictionary,
     .help = "only the words, as a dictionary for libFuzzer or AFL++ to fuzz fuzz_scenario with"},
    {.name = NULL},
};

const struct command format_command = {
    .name = "format",
    .line =
        {
            .program = "ukeyfuzz format",
            .summary = "Describe the text form of scenarios, every word of it.",
            .rows = rows,
            .about =
                "Describes the text form of scenarios. Made from the tables that the reader of "
                "that form uses.",
            .exit_codes = "0, or 2 if it was given another argument.",
        },
    .run = run,
};
