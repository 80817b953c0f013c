/* Who is in an upcall, which context.h answers: between its beginning and its end. */
#ifndef ORACLE_BELIEF_UPCALLS_H
#define ORACLE_BELIEF_UPCALLS_H 1

#include "oracle/context.h"

extern const struct belief belief_upcalls;

#endif /* upcalls.h */
