/*
 * Words of the command line that are not known, and what may have been meant.
 */
#include <string.h>

#include "report/tags.h"
#include "support/near_miss.h"
#include "tool.h"
#include "tool/input/build_choice.h"

static void try_word(struct near_miss *near, const char *word)
{
    near_miss_try(near, word, strlen(word));
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
