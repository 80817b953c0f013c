/*
 * Where what is needed for a short time goes: $TMPDIR, or /tmp where it is not set.
 */
#ifndef SUPPORT_TEMPORARY_H
#define SUPPORT_TEMPORARY_H 1

#include <stdbool.h>

enum { TEMPORARY_PATH = 512 };

/* Makes an empty file that only we can read; `kind` is a word of its name. Returns its descriptor, and
 * its path in `path`; or -1, with errno set, and an empty path. The caller removes it. */
int temporary_file(const char *kind, char path[TEMPORARY_PATH]);

/* The same for an empty folder; false, with errno set, if it cannot be made. */
bool temporary_folder(const char *kind, char path[TEMPORARY_PATH]);

#endif /* temporary.h */
