/*
 * A flow whose last hit is lost, because it moves to another layer before anybody is shown that: it
 * may be deleted as idle when 500 ms have passed since the last use that the cache knows of.
 */
#ifndef ORACLE_TEST_LOST_HIT_H
#define ORACLE_TEST_LOST_HIT_H 1

#include "script.h"

/* Flows may be idle for 500 ms. */
void lost_hit_configure(void);

/* 300 ms on, flow 0, with ukey 1, has a hit that nobody is shown, moves, and is deleted. */
void lost_hit(void);

#endif /* lost_hit.h */
