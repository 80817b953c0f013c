/*
 * A hang in words: who, for how long, and in which function and line of the source.
 */
#ifndef REPORT_HANG_H
#define REPORT_HANG_H 1

#include <stdbool.h>
#include <stddef.h>

#include "runtime/violation.h"
#include "runtime/watchdog/watchdog.h"

/* Fills in the violation, and writes one sentence without a newline, such as "handler-0 has used 3 s
 * of processor time since its point 60 and reaches no other: it spins in f (f.c:12), called by g
 * (g.c:34), h (h.c:56)". The function that is named first is where the loop is, not what the loop
 * calls; it is a trait. Of a stack that is full it is "handler-0's stack of 256 KiB overflowed in f
 * (f.c:12), which calls itself through g (g.c:34)". Returns whether it is a mistake of the harness
 * (report/source/calls.h): then the sentence begins with that. `*hang`, of this program, may have
 * been written by a process that was out of its mind. */
bool hang_describe(const struct runtime_hang *hang, struct violation *, char *message, size_t size);

#endif /* hang.h */
