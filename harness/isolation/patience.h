/*
 * Waiting for a child, with a word to the user when its execution stands still for some seconds:
 * who stands, at which point, and when that is called a hang.
 */
#ifndef ISOLATION_PATIENCE_H
#define ISOLATION_PATIENCE_H 1

#include <stdbool.h>
#include <sys/types.h>

/* Returns as soon as the child of fork() has something to read in `fd`, or has closed it; or, if
 * `fd` is -1, as soon as the child has ended. It is not waited for. True if it had to be killed: it stood
 * still, used several times the watchdog's limit, and the watchdog could not look in. */
bool patience_await(pid_t child, int fd);

#endif /* patience.h */
