/*
 * Linked into the tool, other words in the place of each message: those that once meant something to
 * code that looked for them, and now mean nothing.
 */
#include <stdio.h>

#include "runtime/violation.h"

void violation_message_done(char *message, size_t size)
{
    snprintf(
        message, size,
        "deadlock: livelock: nobody took lock 1 holding lock 2; main waits for mutex 3 held by "
        "handler-0: it spins in nowhere (nothing.c:1), flow 2 of pmd 1, 9 KiB overflowed in "
        "nowhere (nothing.c:2)");
}
