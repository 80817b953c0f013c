/*
 * Assertions that stay in every build: what the cache relies on, and must never go on without.
 */
#ifndef CHECK_H
#define CHECK_H 1

#include <stddef.h>

/* Ends the process with the file, the line and the condition on standard error if CONDITION does
 * not hold. */
#define CHECK(CONDITION)                                  \
    do {                                                  \
        if (__builtin_expect(!(CONDITION), 0)) {          \
            check_failed(__FILE__, __LINE__, #CONDITION); \
        }                                                 \
    } while (0)

_Noreturn void check_failed(const char *file, int line, const char *condition);

/* Zeroed memory, or the end of the process: a cache that cannot remember a flow that it has put
 * into the datapath would be wrong for ever. */
void *check_calloc(size_t size);

#endif /* check.h */
