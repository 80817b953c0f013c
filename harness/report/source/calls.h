/*
 * Where an execution ended that did not end by itself: the functions on its stack, and whose
 * mistake it is.
 *
 * The innermost function that is the cache's or the harness's decides. Those between the two, and
 * the C library's, are passed over: they do what they are called for (enum source_part says which
 * files are which). Where no symbolizer is installed, or the stack cannot be read, the cache is
 * assumed.
 */
#ifndef SOURCE_CALLS_H
#define SOURCE_CALLS_H 1

#include "report/source/source.h"
#include "runtime/violation.h"
#include "runtime/watchdog/watchdog.h"

enum { CALLS_MAX = 64, CALLS_TEXT = 640 };

/* What the message of a mistake of the harness begins with. */
#define CALLS_HARNESS "a mistake of the harness itself, please report it: "

/* Functions of the program's own sources, innermost first. */
struct calls {
    unsigned n; /* 0: nothing is known. */
    struct source_line functions[CALLS_MAX];
    char library[256]; /* The function of a library that the innermost one has called, or "". */
};

/* Finds those of a hang, or of a death (struct runtime_hang). It may have been written by a process
 * that was out of its mind, but this very program's. What is found lives for ever. */
void calls_find(struct calls *, const struct runtime_hang *);

/* Whether the mistake is the harness's. */
bool calls_are_harness(const struct calls *);

/* Writes "f (f.c:12), called by g (g.c:34), h (h.c:56)", of which what is too long is cut. */
void calls_write(const struct calls *, char *text, size_t size);

/* If a death is a mistake of the harness, makes the violation that, and puts into `message`, which
 * says what the process died of, that it is, and in which function: "...: it dies in f (f.c:12),
 * called by ...". Returns whether it is; else both stay. */
bool calls_blame(const struct runtime_hang *death, struct violation *, char *message, size_t size);

#endif /* calls.h */
