/*
 * How an interleaving becomes coverage: libFuzzer's extra counters, fed from the event log, and
 * totals of what has been reached since the process began.
 *
 * Features of an execution are of four signals:
 *  - meetings: what an actor did to a lock, a table or a flow, and what another kind of actor had
 *    done to it last;
 *  - states: who does what to a flow whose ukey is in which state;
 *  - contentions: which locks were found held, by whom, and what their holder was about;
 *  - outcomes: verdicts, transitions, losses, counters, each in steps of magnitude.
 * They are sets of small numbers hashed into a table, a part of it for each signal; two features of
 * a signal may share a counter.
 *
 * A long execution has none: a fuzzer keeps what shows something new, whatever it costs, and its
 * corpus would grow longer and longer, while the bugs that we know of need no more than a seed
 * does.
 */
#ifndef EXECUTION_FEEDBACK_H
#define EXECUTION_FEEDBACK_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "execution/profile.h"

struct scenario_result;

/* Each feature's count in this execution, at most 255. The fuzzer reads and clears it. */
enum { FEEDBACK_SIZE = 16 * 1024 };
extern uint8_t feedback_counters[FEEDBACK_SIZE];

/* Events on locks, tables and flows after which an execution is long, however many points there
 * are between them. No seed has more. */
enum { FEEDBACK_EVENTS_MAX = 1200 };

enum feedback_signal {
    FEEDBACK_MEETINGS = 1 << 0,
    FEEDBACK_STATES = 1 << 1,
    FEEDBACK_CONTENTIONS = 1 << 2,
    FEEDBACK_OUTCOMES = 1 << 3,
    FEEDBACK_ALL = (1 << 4) - 1,
};

/* Which signals are counted from the next execution on, as bits; at first FEEDBACK_ALL. Neither an
 * execution nor its profile nor the totals depend on it. */
void feedback_choose(unsigned signals);

/* Forgets the objects of the execution before. `count`: whether features are counted; `profile` may
 * be NULL. */
void feedback_begin(struct profile *, bool count);
void feedback_on_event(void *aux, const struct event *);
const uint64_t *feedback_event_kinds(void); /* Those it wants, as in struct runtime_options. */
void feedback_end(const struct scenario_result *);

/* What this process has reached, over all executions that were counted; see totals.c. */
void feedback_add_totals(const struct scenario_result *);
struct feedback_total {
    const char *name;
    uint64_t value;
};
uint64_t feedback_executions(void);
/* An estimate of how many different executions there were (HyperLogLog, Flajolet 2007), good to 2
 * percent. */
uint64_t feedback_distinct(void);
/* Totals by name; returns how many there are. Valid until the next execution. */
size_t feedback_totals(const struct feedback_total **);

#endif /* feedback.h */
