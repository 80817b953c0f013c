/*
 * The preemptions of a scenario that did not take place in an execution: their actor never came to
 * that point, or the other could not run there. In a file that was made elsewhere they say that its
 * points mean something else here.
 */
#ifndef EXECUTION_MISSED_H
#define EXECUTION_MISSED_H 1

#include <stdio.h>

#include "runtime/event.h"
#include "scenario/scenario.h"

struct missed {
    uint16_t n;                               /* 0 unless the strategy is `replay`. */
    uint16_t n_given;                         /* The preemptions that there are. */
    uint16_t index[SCENARIO_MAX_PREEMPTIONS]; /* Which of them; ascending. */
};

/* Looks for the preemptions of `s` among the events of an execution of it. When the log was full
 * before the execution ended (`truncated`), what is not found may have come later: none is missed
 * then. */
void scenario_find_missed(const struct scenario *s, const struct event *events, size_t n_events,
                          bool truncated, struct missed *);

/* Says of a file, in one line without a newline, how many did not take place, and which; nothing if
 * all did. */
void scenario_write_missed(FILE *, const struct scenario *, const struct missed *);

#endif /* missed.h */
