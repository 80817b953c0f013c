/* Who takes records of the dump. */
#ifndef ORACLE_BELIEF_DUMPS_H
#define ORACLE_BELIEF_DUMPS_H 1

#include "oracle/context.h"

extern const struct belief belief_dumps;

/* An actor that has asked for records and has not said that it will ask for no more.
 * RUNTIME_MAX_ACTORS: there is none. */
unsigned dumps_user(void);

#endif /* dumps.h */
