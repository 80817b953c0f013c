/* What is written from a table: help, manual page, completion. */
#include <string.h>

#include "test/check.h"
#include "support/options_page.h"

static bool flag;
static const char *text;
static uint64_t number;

static const struct option_row rows[] = {
    {"--output", .letter = 'o', .argument = "OUT", .text = &text, .help = "where to write it"},
    {"--all", .flag = &flag,
     .help = "show every step, of which there may be so many that they need more than one line"},
    {"--at", .argument = "WHERE", .text = &text, .completes = "start event:", .help = "a place"},
    {"--name", .argument = "NAME", .text = &text, .completes = "", .help = "a name"},
    {"--signature", .argument = "[TEXT]", .text = &text, .help = "what counts"},
    {"--count-of-everything", .argument = "N", .whole = &number, .help = "a number"},
    {.name = NULL},
};

static const struct command_line line = {
    .program = "tool run",
    .usage = "FILE...",
    .operand = "file",
    .rows = rows,
    .about =
        "Does it. These words are so many that they do not fit into one line of a terminal.\n\n"
        "  .stays   as it\\is\n"
        "  with two  lines\n\n"
        "'Quoted' at the beginning.",
    .notes = "A note.",
    .exit_codes = "0.",
};

static const char *of(void (*write)(FILE *, const struct command_line *))
{
    static char written[8192];
    FILE *stream = fmemopen(written, sizeof written, "w");

    write(stream, &line);
    fclose(stream);
    return written;
}

static void help_has_two_columns(void)
{
    CHECK_TEXT(of(options_write_help),
               "usage: tool run [OPTION]... FILE...\n"
               "\n"
               "Does it. These words are so many that they do not fit into one line of a\n"
               "terminal.\n"
               "\n"
               "  .stays   as it\\is\n"
               "  with two  lines\n"
               "\n"
               "'Quoted' at the beginning.\n"
               "\n"
               "  -o, --output OUT      where to write it\n"
               "  --all                 show every step, of which there may be so many that they\n"
               "                        need more than one line\n"
               "  --at WHERE            a place\n"
               "  --name NAME           a name\n"
               "  --signature[=TEXT]    what counts\n"
               "  --count-of-everything N\n"
               "                        a number\n"
               "\n"
               "A note.\n"
               "\n"
               "Exit code: 0.\n");
}

static void a_manual_obeys_nothing_of_it(void)
{
    const char *page = of(options_write_man);

    CHECK(strstr(page, ".PP\n.B \"tool run [OPTION]... FILE...\"\n"));
    CHECK(strstr(page, ".nf\n  .stays   as it\\eis\n  with two  lines\n.fi\n"));
    CHECK(strstr(page, ".PP\n\\&'Quoted' at"));
    CHECK(strstr(page, ".TP\n.B \"\\-o, \\-\\-output OUT\"\nwhere to write it\n"));
    CHECK(strstr(page, ".PP\nExit code: 0.\n"));
}

static void completion_knows_what_follows(void)
{
    CHECK_TEXT(of(options_write_completion), "operand\tfile\n"
                                             "-o\tfile\n"
                                             "--output\tfile\n"
                                             "--all\tflag\n"
                                             "--at\tword\tstart event:\n"
                                             "--name\tnothing\n"
                                             "--signature\toptional\n"
                                             "--count-of-everything\tnothing\n"
                                             "--help\tflag\n");
}

int main(void)
{
    const struct test_case tests[] = {
        CASE(help_has_two_columns),
        CASE(a_manual_obeys_nothing_of_it),
        CASE(completion_knows_what_follows),
    };

    return RUN_CASES(tests);
}
