/*
 * The last trace as the model that report/format/ writes pages, JSON and traces from.
 */
#ifndef TIMELINE_REPORT_H
#define TIMELINE_REPORT_H 1

#include "program/explore/schedule.h"
#include "report/timeline.h"

/* Tells the last trace, which `schedule` has led to; both stay as they are until it is freed. False
 * if there is no memory for it. */
bool report_timeline_make(struct timeline *, const struct schedule *schedule);
void report_timeline_free(struct timeline *);

#endif /* report.h */
