/*
 * The stacks of a process's threads, which are asked for them by a signal.
 */
#ifndef STRESS_STACK_H
#define STRESS_STACK_H 1

#include <stdio.h>

/* The innermost function of this program on a stack; empty if it is not known. */
struct stack_place {
    char function[96];
    char text[256]; /* "f (f.c:12)" */
};

/* Before the first of the others. */
void stack_prepare(void);

/* The stack of another thread. `place` may be NULL. */
void stack_print(FILE *, int tid, struct stack_place *place);

/* That of the calling thread; from a signal's handler, without its own two frames. */
void stack_print_own(FILE *);

#endif /* stack.h */
