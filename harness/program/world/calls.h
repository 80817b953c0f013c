/*
 * Calls of the program that reach out of an execution: what may block, what starts processes, what
 * differs from one run to the next. Each is either made such that others can run meanwhile, or ends
 * the execution and is named. Functions of the program are redirected to those with program_ in
 * front (symbols.def).
 */
#ifndef PROGRAM_CALLS_H
#define PROGRAM_CALLS_H 1

#include <stdbool.h>

/* In an exploration what is not modelled ends the execution with a violation of CONTROL; in a
 * program that runs alone it is simply done. */
void calls_are_explored(bool);

/* Whether this is an execution of an exploration. */
bool calls_explored(void);

/* Forgets the execution before. */
void calls_begin(void);
void stdio_begin(void); /* stdio.c */

/* "fork()", which cannot be controlled, is about to be called. Returns in a program that runs
 * alone. */
void calls_refuse(const char *function);

/* Lets others run until a descriptor is ready for what poll() calls `events`. [actor] */
void calls_wait_for(int fd, short events);

/* The running actor is about to write what others may read: what it did until now is ordered before
 * what they do then. */
void calls_has_written(void);

#endif /* calls.h */
