/*
 * What asks a program to end: Ctrl-C, kill, and a terminal that goes away.
 */
#ifndef SUPPORT_INTERRUPTION_H
#define SUPPORT_INTERRUPTION_H 1

#include <stdbool.h>

/* Calls `handler` for each such signal; `flags` are sigaction()'s. A program that was started to
 * outlive its terminal (nohup) still does. */
void interruption_handle(void (*handler)(int), int flags);

/* Whether a signal is one of them. */
bool interruption_is(int signal);

#endif /* interruption.h */
