/*
 * Where a loop is that never ends: the innermost function that does not return.
 *
 * From the moment that an execution seems to hang, each frame of its stack that returns is noticed:
 * the return address of the innermost frame that has not returned yet is replaced by that of a trap
 * instruction, whose signal's handler goes on where the frame had to, and sets the next trap. What
 * is left in the end is the function that has the loop and its callers, whatever the loop calls,
 * and whenever the timer looks. Samples of the stack say where in that function it is.
 *
 * Under Valgrind there are no traps: what all samples have in common must do.
 *
 * Everything here is async-signal-safe after stack_samples_prepare().
 */
#ifndef WATCHDOG_STACK_SAMPLES_H
#define WATCHDOG_STACK_SAMPLES_H 1

#include "watchdog.h"

/* Before the first signal. */
void stack_samples_prepare(void);

/* Forgets the samples; the execution has moved. Takes no more notice of what returns. */
void stack_samples_begin(void);

/* Takes one of what a signal has interrupted; `context` is the third argument of its handler. The
 * process may go on afterwards. */
void stack_samples_add(const void *context);

/* Stores the places and the frames. */
void stack_samples_take(struct runtime_hang *);

/* Stores those of a process that is about to die: one place, none if the stack cannot be read. What
 * tells us of it is either a signal, whose handler has a context, or somebody who has called us
 * (context is NULL), from the return address `caller`. */
void stack_samples_of_death(const void *context, uintptr_t caller, struct runtime_hang *);

#endif /* stack_samples.h */
