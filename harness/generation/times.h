/*
 * Times at which a cache does something else than a millisecond before: how long a flow may be idle,
 * how long a round may take. A mistake of one, or a relation that is off, shows at the very time alone.
 */
#ifndef GENERATION_TIMES_H
#define GENERATION_TIMES_H 1

#include "scenario/scenario.h"
#include "support/random.h"

/* One of those times of the scenario's cache, a millisecond less, or one more; at most 65535. */
unsigned times_beside_a_limit(const struct scenario *, struct random *);

/* Any time, often one beside a limit. */
unsigned times_any(const struct scenario *, struct random *);

#endif /* times.h */
