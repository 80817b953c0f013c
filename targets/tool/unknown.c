/*
 * Words of the command line that are not known, and what may have been meant.
 */
#include <ctype.h>
#include <string.h>

#include "report/tags.h"
#include "support/near_miss.h"
#include "tool.h"
#include "tool/input/build_choice.h"

static void try_word(struct near_miss *near, const char *word)
{
    near_miss_try(near, word, strlen(word));
}

/* Tries the options that a line of a help is about: "  -o, --output OUT  where to". */
static void try_options_of_line(struct near_miss *near, const char *line, const char *end)
{
    while (line < end && strncmp(line, "  ", 2)) {
        size_t n = 0;

        while (line + n < end && (line[n] == '-' || isalpha((unsigned char)line[n]))) {
            n++;
        }
        if (*line == '-') {
            near_miss_try(near, line, n);
        }
        line += n ? n : 1;
    }
}

int tool_unknown_option(const struct command *command, const char *option)
{
    char word[NEAR_MISS_MAX];
    struct near_miss near = {.word = word};

    snprintf(word, sizeof word, "%.*s", (int)strcspn(option, "="), option);
    try_word(&near, "--help");
    for (const char *line = command->help, *end; *line; line = end + (*end == '\n')) {
        end = line + strcspn(line, "\n");
        if (!strncmp(line, "  -", 3)) {
            try_options_of_line(&near, line + 2, end);
        }
    }
    return tool_error("%s: unknown option '%s'%s; try ukeyfuzz %s --help", command->name, option,
                      near_miss_text(&near).text, command->name);
}

int tool_unknown_build(const char *command, const char *build)
{
    struct near_miss near = {.word = build};
    const char *name;

    for (unsigned i = 0; (name = build_name(i)); i++) {
        try_word(&near, name);
    }
    return tool_error("%s: there is no build called '%s'%s", command, build,
                      near_miss_text(&near).text);
}

static void try_commands(struct near_miss *near)
{
    const struct command *command;

    for (unsigned i = 0; (command = tool_command_at(i)); i++) {
        try_word(near, command->name);
    }
}

int tool_unknown_command(const char *name)
{
    struct near_miss near = {.word = name};

    try_commands(&near);
    return tool_error("unknown command '%s'%s; try ukeyfuzz --help", name,
                      near_miss_text(&near).text);
}

int tool_unknown_topic(const char *topic)
{
    struct near_miss near = {.word = topic};
    size_t n;
    const struct tag *tags = tags_all(&n);

    try_commands(&near);
    for (size_t i = 0; i < n; i++) {
        try_word(&near, tags[i].name);
    }
    return tool_error("help: there is no command and no tag '%s'%s; try ukeyfuzz help", topic,
                      near_miss_text(&near).text);
}
