/*
 * The dump phase: revalidators share the datapath's flows out among themselves, credit what each
 * has counted, and modify or delete those that are wrong or idle.
 */
#ifndef DUMP_H
#define DUMP_H 1

#include "round.h"

/* One revalidator's part in the dump phase of `round`. Ends in a quiescent state. */
void dump_phase(struct udpif *, const struct round *);

#endif /* dump.h */
