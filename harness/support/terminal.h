/*
 * Whether somebody looks, and at what.
 */
#ifndef SUPPORT_TERMINAL_H
#define SUPPORT_TERMINAL_H 1

#include <stdbool.h>

/* Whether a file descriptor is a terminal that understands escape sequences: TERM says which, and it
 * is not "dumb". */
bool terminal_moves(int fd);

/* The same, and colours are wanted: NO_COLOR is not set, or empty (https://no-color.org). */
bool terminal_has_colours(int fd);

#endif /* terminal.h */
