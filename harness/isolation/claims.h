/*
 * What a child process says in memory that it shares, before its parent acts upon it. A cache that
 * writes where it should not may have written there as well, so each value is looked at once it can
 * change no more: in a copy, or when the child is gone.
 *
 * Each function makes a value one that can be used, and returns whether it was one before. Where
 * one was not, the process has written over what it was to report, and claims_broken() says so.
 */
#ifndef ISOLATION_CLAIMS_H
#define ISOLATION_CLAIMS_H 1

#include <stdbool.h>
#include <stddef.h>

#include "execution/missed.h"
#include "report/recording.h"
#include "runtime/watchdog/watchdog.h"
#include "shrink/shrink.h"

/* To read a bool that is neither 0 nor 1 is undefined. */
bool claims_flag(bool *);

/* A string, which ends within its array. It becomes one that a terminal can show. */
bool claims_text(char *text, size_t size);

/* Preemptions of actors that there can be, and how many. Else there are none. */
bool claims_preemptions(const struct preemption *, size_t *n);

/* Preemptions of `s`. Else there are none. */
bool claims_missed(struct missed *, const struct scenario *s);

/* What it says of its hang. Else it says nothing. */
bool claims_hang(struct runtime_hang *);

bool claims_violation(struct violation *);
bool claims_outcome(struct runtime_outcome *);
bool claims_observation(struct shrink_observation *);

/* Its events, up to the first that is none, and what belongs to them. */
bool claims_recording(struct recording *);

/* What is said of a process that ended as it should, with claims that are none. */
void claims_broken(struct violation *, char *message, size_t size);

#endif /* claims.h */
