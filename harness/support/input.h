/*
 * Files from elsewhere. What a name stands for may be a pipe that says nothing, a device without an
 * end, or larger than all memory: only a regular file is read, and never more of it than there is
 * room for.
 */
#ifndef SUPPORT_INPUT_H
#define SUPPORT_INPUT_H 1

#include <stddef.h>
#include <sys/types.h>

/* Reads the first `room` bytes of a file, and returns how many there are; -1, with errno set, if it
 * cannot be read. */
ssize_t input_read(const char *file, char *data, size_t room);

/* What to say after -1: "not a regular file", or what the system says. Reads errno. */
const char *input_error(void);

#endif /* input.h */
