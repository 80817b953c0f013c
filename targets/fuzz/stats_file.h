/*
 * A file that says what this process has done so far, as lines of "name: value". It is a shared
 * mapping (shared_file.h) that is changed with each execution, so it is right to the last execution
 * whatever the process dies of, that execution included.
 */
#ifndef FUZZ_STATS_FILE_H
#define FUZZ_STATS_FILE_H 1

#include <stddef.h>
#include <stdint.h>

/* NULL or an empty name: no file. */
void stats_file_open(const char *name);

/* One more execution begins: the first line, "executions". */
void stats_file_count_execution(void);

/* The value of another line, 0 being the second of the file. A line gets its name, which must stay
 * the same, with its first value; lines must be begun in their order. */
void stats_file_set(size_t line, const char *name, uint64_t value);

#endif /* stats_file.h */
