/*
 * Timers that are descriptors (timerfd_create(2)), in virtual time: each is an eventfd, whose count is
 * how often the timer has gone off.
 */
#ifndef PROGRAM_TIMERFD_H
#define PROGRAM_TIMERFD_H 1

#include <stdint.h>

/* Forgets the execution before. */
void timerfd_begin(void);

/* Those whose time has come go off. */
void timerfd_look(void);

/* When the next one goes off, in virtual time; UINT64_MAX: never. */
uint64_t timerfd_next_ns(void);

/* The descriptor is closed; it need not be a timer. */
void timerfd_forget(int fd);

#endif /* timerfd.h */
