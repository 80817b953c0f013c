/*
 * What `ukeyfuzz cc` is made of: the compiler that it stands for, and how that is called.
 */
#ifndef TOOL_CC_H
#define TOOL_CC_H 1

#include "cc_line.h"

struct cc_compiler {
    const char *c, *cxx; /* Their commands. */
    bool is_gcc;
    const char *headers; /* A folder of ours that is searched before the system's. */
};

/* Runs a command, NULL at its end. Returns its exit code; 2 after an error if it could not be
 * run. */
int cc_run(const struct words *command);

/* Finds one of the files that are installed for programs (ukeyfuzz-program.o, ...). NULL after an
 * error if it is not there. What it returns lives for ever. */
const char *cc_installed(const char *file);

/* The options that give a program its points, and libFuzzer its feedback if that is wanted. */
void cc_add_instrumentation(struct words *, const struct cc_compiler *, const struct cc_line *);

/* The path of a library that belongs to the compiler (cc_library.c). NULL after an error if it is not
 * there. What it returns lives for ever. */
const char *cc_library(const struct cc_compiler *, const char *library);

/* Links a program or a shared library. Returns the exit code. */
int cc_link(const struct cc_line *, const struct cc_compiler *);

#endif /* cc.h */
