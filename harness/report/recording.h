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

#include "runtime/objects.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"

enum {
    RECORDING_MAX_EVENTS = 65536,
    RECORDING_LAST = 16384, /* Of a longer execution the first are kept, and so many of the last. */
    RECORDING_MAX_FRAMES = 20,
    RECORDING_MAX_REPORT = 65536,
    RECORDING_MAX_OBJECTS = RUNTIME_MAX_OBJECTS,
};

/* A lock, condition, barrier or semaphore; see runtime/objects.h. */
struct recording_object {
    enum object_class class;
    uint32_t number;
    bool made; /* By a call; else it was found at its first use. */
    uint16_t actor;
    size_t step; /* The first event after that. */
    char name[RUNTIME_OBJECT_NAME];
    uint32_t frames[RECORDING_MAX_FRAMES];
};

struct recording {
    size_t n_events; /* Kept: at most RECORDING_MAX_EVENTS. */
    bool truncated;  /* There were more. */
    /* How many of them are not kept: those before event RECORDING_MAX_EVENTS - RECORDING_LAST. */
    size_t n_left_out;
    bool died; /* The process ended in the midst of it. */
    /* If it died, `invariant` is a tag as isolation/death.h has them, and `report`
     * what the process wrote to standard error before, which is empty otherwise. */
    struct runtime_outcome outcome;
    char report[RECORDING_MAX_REPORT];
    /* How many preemptions were asked for, and those of them that did not take place. */
    uint16_t n_given, n_missed;
    struct preemption missed[PREEMPTIONS_MAX];
    char names[RUNTIME_MAX_ACTORS][16]; /* Of the actors; empty: there was none. */
    size_t n_objects;                   /* In the order in which they were made or found. */
    struct recording_object objects[RECORDING_MAX_OBJECTS];
    struct event events[RECORDING_MAX_EVENTS];
    /* Innermost first, 0 after the last: distances from the beginning of the program's image. Those
     * of libraries are left out. */
    uint32_t frames[RECORDING_MAX_EVENTS][RECORDING_MAX_FRAMES];
};

/* The on_event of struct runtime_options; `recording` is its aux, zero-filled at the beginning.
 * [actor] */
void recording_on_event(void *recording, const struct event *);

/* Adds a last event, EVENT_HANG, where an execution hangs. It is in no event log. */
struct runtime_hang;
void recording_hang(struct recording *, const struct runtime_hang *);

/* The distance of an address from the beginning of the program's image, 0 if it is not one of the
 * program's code. */
uint32_t recording_frame(uintptr_t address);

/* Takes the names of actors and what is known of objects, and puts the events in order; once, when
 * the execution is over, or is dying. */
void recording_end(struct recording *);

/* Makes a recording of the execution that has just ended, from its event log alone: nothing says
 * where the events came from. */
void recording_from_log(struct recording *, const struct runtime_outcome *);

#endif /* recording.h */
