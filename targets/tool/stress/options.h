/* The options of `ukeyfuzz stress`. */
#ifndef STRESS_OPTIONS_H
#define STRESS_OPTIONS_H 1

#include "stress/stress.h"

struct stress_options {
    struct stress_settings settings;
    const char *json; /* A file to write; NULL: none. */
    bool quiet;       /* No progress. */
};

/* Reads the arguments after the command's name. False, after an error on standard error, if they
 * cannot be used. */
bool stress_options_read(int argc, char **argv, struct stress_options *);

#endif /* options.h */
