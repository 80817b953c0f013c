/*
 * alarm() and setitimer(ITIMER_REAL) in virtual time. SIGALRM comes if the program handles it or waits for
 * it; one that would only end the program, as tests have it against hanging, never does.
 */
#ifndef PROGRAM_ALARMS_H
#define PROGRAM_ALARMS_H 1

#include <stdint.h>

/* Forgets the execution before. */
void alarms_begin(void);

/* When the next one comes, in virtual time; UINT64_MAX: never. */
uint64_t alarms_next_ns(void);

#endif /* alarms.h */
