/* The dump: whether one is open, and who takes its records. */
#ifndef ORACLE_BELIEF_DUMPS_H
#define ORACLE_BELIEF_DUMPS_H 1

#include "oracle/context.h"

extern const struct belief belief_dumps;

bool dumps_is_open(void);

/* An actor that has asked for records and has not said that it will ask for no more.
 * RUNTIME_MAX_ACTORS: there is none. */
unsigned dumps_user(void);

#endif /* dumps.h */
