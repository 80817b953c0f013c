/*
 * UK_FUZZ() of ukeyfuzz.h under libFuzzer, which brings data and schedule together.
 *
 * An input is the data, then the schedule as strategy `bytes` reads it, then the schedule's size in
 * two bytes, the low one first, which is brought below what there is. A file that is shorter than
 * that is all data.
 */
#ifndef PROGRAM_FUZZED_H
#define PROGRAM_FUZZED_H 1

#include <stdbool.h>

/* Whether the program has been linked with libFuzzer. */
bool fuzzed_is_wanted(void);

/* Hands the process over to libFuzzer, with its arguments. Returns the exit code. */
int fuzzed_serve(int argc, char **argv);

#endif /* fuzzed.h */
