/*
 * A file that this process shows to others through its memory: what is written there is in the file
 * at once, even if the process is killed.
 */
#ifndef FUZZ_SHARED_FILE_H
#define FUZZ_SHARED_FILE_H 1

#include <stddef.h>

/* Replaces the file by one with `size` bytes, all 0, and returns them. The room for them is taken from
 * the disk at once, so that none can be missing later. "%p" in the name is this process's id, for
 * targets that start copies of themselves (libFuzzer's fork mode). Where that fails the process
 * ends with one line that says why, and exit code 2. */
void *shared_file_map(const char *name, size_t size);

#endif /* shared_file.h */
