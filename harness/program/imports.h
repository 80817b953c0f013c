/*
 * Functions that a program may call and that are not under control, or not wholly (imports.def).
 */
#ifndef PROGRAM_IMPORTS_H
#define PROGRAM_IMPORTS_H 1

#include <stdbool.h>

struct import_known {
    const char *name, *what; /* `what` an execution makes of it. */
};

/* NULL behind the last. */
extern const struct import_known imports_known[];

/* Whether the program calls a function, or uses a variable, that it does not define. */
bool imports(const char *name);

#endif /* imports.h */
