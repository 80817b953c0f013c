/*
 * ukeyfuzz help: what a command does, and what the tag of a finding means.
 */
#include <string.h>
#include <strings.h>

#include "report/tags.h"
#include "support/options_page.h"
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

    if (command && command->become) {
        return command->become((char *[]){(char *)(uintptr_t)command->name, "--help", NULL});
    } else if (command) {
        options_write_help(stdout, &command->line);
    } else if (tag) {
        print_tag(tag);
    } else if (!strcasecmp(topic, "tags")) {
        print_all_tags();
    } else {
        return tool_unknown_topic(topic);
    }
    return TOOL_CLEAN;
}

static int run(const struct options_given *given)
{
    if (given->n_operands) {
        return print_topic(given->operands[0]);
    }
    print_topics();
    return TOOL_CLEAN;
}

/* What can be asked for: a command, a tag, or all tags. */
static const char *topic(unsigned i)
{
    size_t n_tags;
    const struct tag *tags = tags_all(&n_tags);
    unsigned n_commands = 0;

    while (tool_command_at(n_commands)) {
        n_commands++;
    }
    return i < n_commands             ? tool_command_at(i)->name
           : i < n_commands + n_tags  ? tags[i - n_commands].name
           : i == n_commands + n_tags ? "tags"
                                      : NULL;
}

const struct command help_command = {
    .name = "help",
    .line =
        {
            .program = "ukeyfuzz help",
            .summary = "Explain a command, or the tag of a finding (ONCE, LOCK, ASAN, ...).",
            .usage = "[COMMAND | TAG | tags]",
            .operand = "topic",
            .most = 1,
            .operand_word = topic,
            .about =
                "Prints all that COMMAND --help does; or what TAG, the first word of a finding, "
                "stands for: what must hold, what goes wrong when it does not, and which file "
                "checks it. Without a word it lists the commands and the tags; with the word "
                "tags it explains all tags.",
            .exit_codes = "0, or 2 if there is no such command or tag.",
        },
    .run = run,
};
