/*
 * The watchdog's two timers, which interrupt the thread that made them: one by the processor time
 * that it uses, one by the clock.
 */
#ifndef WATCHDOG_TIMERS_H
#define WATCHDOG_TIMERS_H 1

#include <stdbool.h>
#include <stdint.h>

#include "support/sanitizers.h"

/* Whether the watchdog uses them; see kernel_limit.h. */
#ifdef RUNTIME_TSAN
enum { TIMERS_LOOK = false };
#else
enum { TIMERS_LOOK = true };
#endif

enum timer { TIMER_PROCESSOR, TIMER_CLOCK, TIMERS };

/* Makes both for the calling thread, which get `signal` with a timer as its value. False if the
 * system has none left. A child after fork() has none. */
bool timers_make(int signal);

/* From now on one signal each `ms`; 0: none. */
void timer_set(enum timer, uint32_t ms);

/* The processor time of the calling thread. */
uint64_t timer_processor_ns(void);

#endif /* timers.h */
