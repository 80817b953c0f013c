#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_moves(int fd)
{
    const char *term = getenv("TERM");

    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

bool terminal_has_colours(int fd)
{
    const char *no_color = getenv("NO_COLOR");

    return terminal_moves(fd) && !(no_color && *no_color);
}
