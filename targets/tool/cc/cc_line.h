/*
 * A compiler's command line, read as far as `ukeyfuzz cc` must understand it: what is asked for,
 * which files are to be compiled and which to be merged. Everything else is passed on as it is.
 */
#ifndef TOOL_CC_LINE_H
#define TOOL_CC_LINE_H 1

#include <stdbool.h>
#include <stddef.h>

/* A list of words that grows. The words are not owned. */
struct words {
    const char **word;
    size_t n, room;
};
void words_add(struct words *, const char *);
void words_append(struct words *, const struct words *);

/* What the compiler is asked for. */
enum cc_task {
    CC_OTHER,   /* Something that is none of our business: --version, -E, -M. */
    CC_COMPILE, /* -c or -S. */
    CC_SHARED,  /* A shared library. */
    CC_PROGRAM
};

struct cc_line {
    enum cc_task task;
    bool cxx;             /* C++, as far as the line says. */
    bool fuzzer;          /* -fsanitize=fuzzer. */
    bool verified;        /* A source is a program of SV-COMP. */
    const char *output;   /* NULL: not said. */
    struct words source;  /* To be compiled, each with the -x before it. */
    struct words compile; /* Options for compiling. */
    /* For merging, in their order: objects, static libraries, and options about them. */
    struct words merge;
    struct words link; /* All else for linking, in its order. */
};

/* Reads what follows the compiler's name; files that begin with @ are read already. */
void cc_line_read(struct cc_line *, int argc, char **argv);

/* -fsanitize=LIST without the sanitizers that have a runtime of their own; NULL if nothing is left.
 * `*fuzzer` becomes true if libFuzzer is among them. Says on standard error which are left out; the
 * process ends if one cannot be (cc_sanitizers.c). */
const char *cc_line_sanitizers(const char *option, bool *fuzzer);

/* Puts the words of @FILE in its place, as the compilers do (cc_response.c). What it returns lives
 * for ever. */
char **cc_line_expand(int *argc, char **argv);

#endif /* cc_line.h */
