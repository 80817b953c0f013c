/*
 * Programs on real threads, each the body of an execution. They CHECK() what must hold however the
 * kernel schedules them.
 */
#ifndef THREADS_TEST_PROGRAMS_H
#define THREADS_TEST_PROGRAMS_H 1

void queue(void *unused);
void hours(void *unused);
void barriers(void *unused);
/* `free_early` is NULL if memory is to be freed after a grace period, as it should be. */
void grace_periods(void *free_early);
void slow_callbacks(void *unused);
void holdouts(void *unused);
void harness(void *unused);

/* What must be reported. */
void deadlock(void *unused);
void race(void *unused);

#endif /* programs.h */
