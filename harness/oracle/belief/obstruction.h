/* For how long a ukey has stood in a slot without a flow. */
#ifndef ORACLE_BELIEF_OBSTRUCTION_H
#define ORACLE_BELIEF_OBSTRUCTION_H 1

#include "oracle/context.h"

extern const struct belief belief_obstruction;

/* Rounds after which a ukey whose flow is gone must be out of the way; one whose dump was complete
 * is enough. */
enum { OBSTRUCTION_MAX_ROUNDS = 4 };

/* For how many rounds the slot's ukey has had no flow, up to OBSTRUCTION_MAX_ROUNDS. */
unsigned obstruction_rounds(unsigned slot);

#endif /* obstruction.h */
