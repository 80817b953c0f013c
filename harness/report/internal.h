/*
 * Between the files that make a timeline.
 */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H 1

#include "report/timeline.h"

/* Gives every step its weight. */
void timeline_weigh(struct timeline *);

/* loops.c: finds the loops of a livelock. False if there is no memory for it. */
bool timeline_find_loops(struct timeline *);

/* Follows who holds which lock: the actor's number + 1, or 0. */
enum { FOLLOWED_LOCKS = 256 };
void timeline_follow_lock(uint8_t holders[FOLLOWED_LOCKS], const struct event *);

/* Places the stacks of a sanitizer's report on the steps they speak of. */
void timeline_place_report(struct timeline *);

/* Whether an event of the model's is about one slot (flow and pmd), or about one flow. */
bool event_has_slot(unsigned kind);
bool event_has_flow(unsigned kind);
/* Whether the event is about the timeline's flow. */
bool timeline_concerns(const struct timeline *, const struct event *);

/* Whether the violation is of LOCK or PROG: then it may be about no flow. */
bool timeline_is_about_locks(const struct recording *);

/* Whether somebody can never go on; whether some go on for ever. */
bool timeline_is_deadlock(const struct recording *);
bool timeline_is_livelock(const struct recording *);

/* describe_words.c: what is said of an event by its kind alone. */
const char *timeline_words(unsigned kind);

/* Gives a step at least that weight. */
void timeline_raise(struct timeline_step *, unsigned weight);

/* weigh_locks.c: gives their weight to the steps that a violation of LOCK is made of. */
void timeline_weigh_locks(struct timeline *);

#endif /* internal.h */
