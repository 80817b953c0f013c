/*
 * Files that are written whole or not at all.
 *
 * The bytes go to a new file beside the wanted one, under a name that nobody can guess, which
 * follows no link and takes the place of nothing. At the end it is renamed. So a reader sees the
 * old file or the new one, a full disk loses neither, and a link that somebody has put where we
 * write is replaced, not followed. A pipe, a device or what /proc names (/dev/stdout) stays what it
 * is, and is written to.
 */
#ifndef SUPPORT_OUTPUT_H
#define SUPPORT_OUTPUT_H 1

#include <stdbool.h>
#include <stdio.h>

struct output {
    FILE *stream; /* What is to be in the file. */
    int fd;       /* The same file; a new one may be mapped. */
    /* The rest is this module's own: the errno of the first write that failed, the folder, -1 if
     * the file stays, and the two names there. */
    int error, folder;
    char fresh[32];
    const char *name;
};

/* Begins to write the file `path`, which must stay valid until output_end(), as the struct must stay
 * where it is. False, with errno set and nothing left behind, if it cannot be written. The new file's
 * mode is what the umask leaves of rw-rw-rw-. */
bool output_begin(struct output *, const char *path);

/* Ends it. Puts the file in its place if `whole` and if all of it could be written; else removes
 * it. Returns whether it is in its place; if not, errno says why, but if `whole` is false it is as
 * it was. */
bool output_end(struct output *, bool whole);

/* Whether output_begin() would succeed, without a trace; false, with errno set, if not. It is to be
 * asked before long work whose result is to be written there. */
bool output_is_possible(const char *path);

#endif /* output.h */
