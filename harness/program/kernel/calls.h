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
void stdio_begin(void);  /* stdio.c */
void chance_begin(void); /* chance.c */

/* "fork()", which cannot be controlled, is about to be called. Returns in a program that runs
 * alone. */
void calls_refuse(const char *function);

/* Lets others run until a descriptor is ready for what poll() calls `events`, if calls wait for it:
 * not with O_NONBLOCK. Does nothing outside an execution. */
void calls_wait_for(int fd, short events);

/* What the running actor did until now is ordered before what those do who read what it is about to
 * write. Does nothing outside an execution. */
void calls_writes(void);

#endif /* calls.h */
