/*
 * Virtual time, as the code under test sees it: CLOCK_REALTIME is a fixed distance ahead of
 * CLOCK_MONOTONIC, and all other clocks are CLOCK_MONOTONIC.
 */
#ifndef PTHREAD_CLOCK_H
#define PTHREAD_CLOCK_H 1

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Turns an absolute time on `clock` into a deadline of the scheduler's; false if it is no time. */
bool clock_deadline(clockid_t clock, const struct timespec *when, uint64_t *deadline);

#endif /* clock.h */
