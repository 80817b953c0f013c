/*
 * What patterns share. All append to the lists of a part, spread over main and its packet threads.
 */
#ifndef GENERATION_PATTERN_INTERNAL_H
#define GENERATION_PATTERN_INTERNAL_H 1

#include "generation/pattern.h"
#include "model/events.h"

/* Misses that were on their way when the flow was there, each for another handler. */
void pattern_late_misses(struct scenario *part, unsigned flow, unsigned n, struct random *);

/* `n` times one to three packets. */
void pattern_traffic(struct scenario *part, unsigned flow, unsigned n, struct random *);

/* The flow must be deleted, in one way or another, and may be installed again. */
void pattern_end_flow(struct scenario *part, unsigned flow, struct random *);

#endif /* pattern_internal.h */
