/*
 * What a child process says in memory that it shares, before its parent acts upon it. Code under
 * test that writes where it should not may have written there as well, so each value is looked at once it can
 * change no more: in a copy, or when the child is gone.
 *
 * Each function makes a value one that can be used, and returns whether it was one before. Where
 * one was not, the process has written over what it was to report, and claims_broken() says so.
 */
#ifndef REPORT_CLAIMS_H
#define REPORT_CLAIMS_H 1

#include <stdbool.h>
#include <stddef.h>

#include "report/recording.h"
#include "runtime/watchdog/watchdog.h"

/* To read a bool that is neither 0 nor 1 is undefined. */
bool claims_flag(bool *);

/* A string, which ends within its array. It becomes one that a terminal can show. */
bool claims_text(char *text, size_t size);

/* Preemptions of actors that there can be, and at most `most` of them. Else there are none. */
bool claims_preemptions(const struct preemption *, size_t *n, size_t most);

/* An event of a kind and an actor that there can be. Changes nothing. */
bool claims_event(unsigned kind, unsigned actor);

/* What it says of its hang. Else it says nothing. */
bool claims_hang(struct runtime_hang *);

bool claims_violation(struct violation *);
bool claims_outcome(struct runtime_outcome *);

/* Its events, up to the first that is none, and what belongs to them. */
bool claims_recording(struct recording *);

/* What is said of a process that ended as it should, with claims that are none. */
void claims_broken(struct violation *, char *message, size_t size);

#endif /* claims.h */
