/*
 * Progress: a thread of the harness's looks whether the others move.
 *
 * What must move within `patience_s`: main; each packet thread; the number of rounds; each upcall
 * that was begun; and, while upcalls wait in queues, the number of those that have ended. Otherwise
 * what every thread was last doing, and every thread's stack, is printed, and the run ends with a
 * violation of PROG.
 */
#ifndef STRESS_WATCHDOG_H
#define STRESS_WATCHDOG_H 1

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

/* By which threads are asked for their stacks. */
#define WATCHDOG_SIGNAL SIGUSR2

bool watchdog_start(void);
void watchdog_stop(void);

/* The stack of the calling thread; from a signal's handler, without its own two frames. */
void watchdog_print_own_stack(FILE *);

#endif /* watchdog.h */
