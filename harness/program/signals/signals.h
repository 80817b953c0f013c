/*
 * Signals that the program sends to its own threads.
 */
#ifndef PROGRAM_SIGNALS_H
#define PROGRAM_SIGNALS_H 1

#include <signal.h>
#include <stdbool.h>

/* Forgets the execution before. */
void signals_begin(void);

/* Whether there has been one, in this execution, that a thread must look for. */
extern bool signals_have_come;

/* The running actor handles those that have come for it. [actor] */
void signals_deliver(void);

/* Whether the program has said what is to be done about it. */
bool signals_is_handled(int number);

/* What siginfo_t says of the next ones of this number: SI_TIMER, for example, and a value. */
void signals_say(int number, int code, union sigval value);

/* One comes for the process, if it handles it or waits for it. */
void signals_come_if_wanted(int number);

#endif /* signals.h */
