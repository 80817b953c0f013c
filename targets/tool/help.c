/*
 * ukeyfuzz help: what a command does, and what the tag of a finding means.
 */
#include <string.h>
#include <strings.h>

#include "report/tags.h"
#include "tool.h"

static void print_tag(const struct tag *tag)
{
    printf("%s%s%s: %s.\n\n%s", tool_colour(stdout, COLOUR_BOLD), tag->name,
           tool_colour(stdout, COLOUR_NONE), tag->line, tag->text);
}

static void print_all_tags(void)
{
    size_t n;
    const struct tag *tags = tags_all(&n);

    for (size_t i = 0; i < n; i++) {
        fputs(i ? "\n" : "", stdout);
        print_tag(&tags[i]);
    }
}

static void print_topics(void)
{
    size_t n;
    const struct tag *tags = tags_all(&n);

    tool_print_overview();
    fputs("\nTags of findings; ukeyfuzz help TAG says more:\n\n", stdout);
    for (size_t i = 0; i < n; i++) {
        printf("  %-8s  %s\n", tags[i].name, tags[i].line);
    }
}

static int print_topic(const char *topic)
{
    const struct command *command = tool_command(topic);
    const struct tag *tag = tag_find(topic);

    if (command) {
        fputs(command->help, stdout);
    } else if (tag) {
        print_tag(tag);
    } else if (!strcasecmp(topic, "tags")) {
        print_all_tags();
    } else {
        return tool_unknown_topic(topic);
    }
    return TOOL_CLEAN;
}

static int run(int argc, char **argv)
{
    if (argc > 1 && argv[1][0] == '-') {
        return tool_unknown_option(&help_command, argv[1]);
    }
    if (argc > 2) {
        return tool_error("help: one topic at a time; try ukeyfuzz help --help");
    }
    if (argc == 2) {
        return print_topic(argv[1]);
    }
    print_topics();
    return TOOL_CLEAN;
}

const struct command help_command = {
    .name = "help",
    .summary = "Explain a command, or the tag of a finding (ONCE, LOCK, ASAN, ...).",
    .help =
        "usage: ukeyfuzz help [COMMAND | TAG | tags]\n\n"
        "Prints all that COMMAND --help does; or what TAG, the first word of a finding, stands\n"
        "for: what must hold, what goes wrong when it does not, and which file checks it.\n"
        "Without a word it lists the commands and the tags; with the word tags it explains all\n"
        "tags.\n\n"
        "Exit code: 0, or 2 if there is no such command or tag.\n",
    .run = run,
};
