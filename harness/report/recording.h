/*
 * A recording: all that is known of one execution, for somebody who wants to understand it. It is
 * the event log and, beside it, where in the program each event came from: the return addresses on
 * the actor's stack. They are neither in the log nor in its hash, and only taken while recording.
 *
 * A recording can lie in memory that two processes share, so that it survives when the execution
 * ends its process.
 */
#ifndef REPORT_RECORDING_H
#define REPORT_RECORDING_H 1

#include "runtime/runtime.h"
#include "runtime/strategy.h"

enum { RECORDING_MAX_EVENTS = 65536, RECORDING_MAX_FRAMES = 20, RECORDING_MAX_REPORT = 65536 };

struct recording {
    size_t n_events; /* Kept: at most RECORDING_MAX_EVENTS. */
    bool truncated;  /* There were more. */
    bool died;       /* The process ended in the midst of it. */
    /* If it died, `invariant` is a tag ("ASAN", "RACE", "ABORT", "CRASH"), and `report` what the
     * process wrote to standard error before, which is empty otherwise. */
    struct runtime_outcome outcome;
    char report[RECORDING_MAX_REPORT];
    /* How many preemptions were asked for, and those of them that did not take place. */
    uint16_t n_given, n_missed;
    struct preemption missed[PREEMPTIONS_MAX];
    char names[RUNTIME_MAX_ACTORS][16]; /* Of the actors; empty: there was none. */
    struct event events[RECORDING_MAX_EVENTS];
    /* Innermost first, 0 after the last: distances from the beginning of the program's image. Those
     * of libraries are left out. */
    uint32_t frames[RECORDING_MAX_EVENTS][RECORDING_MAX_FRAMES];
};

/* The on_event of struct runtime_options; `recording` is its aux, zero-filled at the beginning.
 * [actor] */
void recording_on_event(void *recording, const struct event *);

/* Takes the actors' names; when the execution is over, or is dying. */
void recording_end(struct recording *);

/* Makes a recording of the execution that has just ended, from its event log alone: nothing says
 * where the events came from. */
void recording_from_log(struct recording *, const struct runtime_outcome *);

#endif /* recording.h */
