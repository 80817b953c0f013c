/*
 * A file that says what this process has done so far, kept up to date through a shared mapping, so
 * that it is right even if the process is killed.
 */
#ifndef TARGETS_STATS_FILE_H
#define TARGETS_STATS_FILE_H 1

/* NULL or an empty name: no file. "%p" in it is this process's id, for targets that start copies of
 * themselves (libFuzzer's fork mode). A file that cannot be made ends the process with exit code 2.
 */
void stats_file_open(const char *name);

/* Writes the totals of feedback.h, one a line; empty lines follow. */
void stats_file_update(void);

#endif /* stats_file.h */
