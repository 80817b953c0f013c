/*
 * A timeline in Chrome's trace event format, which ui.perfetto.dev and chrome://tracing show:
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * A track per actor; slices are operations of the datapath, locks held, upcalls, rounds and calls,
 * which nest as the actor began and ended them; everything else is an instant. Flow events are the
 * arrows of arrows.h: those of one actor's step that another's is ordered after. Counter tracks
 * have the packets that hit the flow, and those credited. A step is a microsecond long: the order
 * is exact, durations mean nothing.
 */
#ifndef FORMAT_PERFETTO_H
#define FORMAT_PERFETTO_H 1

#include <stdio.h>

#include "report/timeline.h"

/* Returns false if there is no memory for the arrows. */
bool report_perfetto(FILE *, const struct timeline *, const char *file);

#endif /* perfetto.h */
