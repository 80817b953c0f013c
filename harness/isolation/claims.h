/*
 * What a child process says of a scenario's execution, looked at as report/claims.h does.
 */
#ifndef ISOLATION_CLAIMS_H
#define ISOLATION_CLAIMS_H 1

#include "execution/missed.h"
#include "report/claims.h"
#include "shrink/shrink.h"

/* Preemptions of `s`. Else there are none. */
bool claims_missed(struct missed *, const struct scenario *s);

/* What was seen of an execution. Else nothing was. */
bool claims_observation(struct shrink_observation *);

#endif /* claims.h */
