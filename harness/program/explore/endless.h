/*
 * A livelock is called one when very many points are used up. Who knows already that it is one need
 * not wait for that each time.
 */
#ifndef PROGRAM_ENDLESS_H
#define PROGRAM_ENDLESS_H 1

#include "program/explore/schedule.h"

/* Of a schedule that finding_record() has just recorded, and that shows a livelock: lowers its budget, if
 * it is that of an execution of which nothing was known, as far as it shows the same there: the same actor
 * ends in the same function, and the others wait for the same. It is recorded again if that is so, and
 * as it was if not: a program may work for long before it comes to that. */
void endless_shorten(struct schedule *);

#endif /* endless.h */
