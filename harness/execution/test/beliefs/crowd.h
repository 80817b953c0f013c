/*
 * Crowded worlds: a limit of a few flows and more flows than that, many of them of others; dumps
 * with old records and without new ones; and times at which a flow is just idle or just not. The
 * generator's worlds rarely come there, as they are made for flows that come and go.
 */
#ifndef CROWD_H
#define CROWD_H 1

#include "scenario/scenario.h"
#include "support/random.h"

/* Makes `s` one of them, under a random interleaving. */
void crowd(struct scenario *s, struct random *);

#endif /* crowd.h */
