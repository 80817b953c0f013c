/*
 * Between the files that make a timeline.
 */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H 1

#include "report/timeline.h"

/* Gives every step its weight. */
void timeline_weigh(struct timeline *);

/* Places the stacks of a sanitizer's report on the steps they speak of. */
void timeline_place_report(struct timeline *);

/* Whether an event of the model's is about one slot (flow and pmd), or about one flow. */
bool event_has_slot(unsigned kind);
bool event_has_flow(unsigned kind);
/* Whether the event is about the flow of the story. */
bool timeline_concerns(const struct timeline *, const struct event *);

/* The objects that threads wait for or hold, by the words that reports use for them. */
enum sync_class { SYNC_NONE, SYNC_LOCK, SYNC_CONDITION, SYNC_BARRIER, SYNC_SEMAPHORE };
enum sync_class event_sync_class(unsigned kind);

#endif /* internal.h */
