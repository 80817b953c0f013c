/* The options of `ukeyfuzz stress`. */
#ifndef STRESS_OPTIONS_H
#define STRESS_OPTIONS_H 1

#include "stress/stress.h"

struct stress_options {
    struct stress_settings settings;
    const char *json; /* A file to write; NULL: none. */
    bool quiet;       /* No progress. */
};

/* Reads the arguments after the command's name. Ends the process after --help, and after an error with
 * exit code 2. */
const struct stress_options *stress_options_read(int argc, char **argv);

#endif /* options.h */
