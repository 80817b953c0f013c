/*
 * Futexes: waiting for a word to change.
 */
#ifndef RUNTIME_FUTEX_H
#define RUNTIME_FUTEX_H 1

#include <stdint.h>

/* Waits until somebody wakes those who wait at `word`, or until `deadline` (DEADLINE_NONE: never).
 * Returns 0, ETIMEDOUT, or EAGAIN if the word is not `value`. [actor] */
int runtime_futex_wait(const volatile unsigned *word, unsigned value, uint64_t deadline);

/* Wakes those who have waited longest, `most` of them. Returns how many. [actor] */
unsigned runtime_futex_wake(const volatile unsigned *word, unsigned most);

#endif /* futex.h */
