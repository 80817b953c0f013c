/*
 * Names for addresses: the program's variables and functions, from its own symbol table, and lines
 * of source, from its debug information.
 */
#ifndef PROGRAM_NAMES_H
#define PROGRAM_NAMES_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/source/source.h"

/* Names the variable, "accounts" or "accounts+16", or the function that is at a distance from the
 * image's beginning. False if none is known. */
bool names_of_variable(uint64_t distance, char *name, size_t size);
bool names_of_function(uint64_t distance, char *name, size_t size);

/* Of a long name in C++ leaves out the arguments of templates: "std::vector<>::push_back". */
void names_shorten(char *name);

/* A place in the source. */
struct names_place {
    const char *function, *file; /* The file without its folders. "?" if not known. */
    unsigned line;               /* 0: not known. */
    bool is_of_the_system;       /* In a header of it. */
};

/* Looks up return addresses, all at once; once more for others. */
void names_look_up(const uint32_t *frames, size_t n);
/* The place of one that was looked up, of inlined functions the innermost. What is in a header of
 * the system is passed over if the function that it is inlined into is not. */
struct names_place names_of_frame(uint32_t frame);
/* The same of a stack, 0 after its last frame: the innermost place that is not in such a header. */
struct names_place names_of_stack(const uint32_t *frames, size_t max);
/* All functions of a stack, innermost first; of the system's headers the innermost alone, if it is the
 * first. And in `*best` the line that names_of_stack() would choose, which points into the stack; NULL
 * if nothing is known. */
void names_source(const uint32_t *frames, size_t max, struct source_stack *,
                  const struct source_line **best);

#endif /* names.h */
