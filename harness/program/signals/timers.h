/*
 * timer_create() and its siblings in virtual time. For each timer that is set a thread waits until it goes off;
 * then a signal comes, if the program handles it or waits for it, or a function runs in a thread of its own.
 */
#ifndef PROGRAM_TIMERS_H
#define PROGRAM_TIMERS_H 1

/* Forgets the execution before. */
void timers_begin(void);

#endif /* timers.h */
