/*
 * A schedule in a file, by which a failure of a program is shown again: text that people can read,
 * compare and keep beside the program. One word and its value a line; '#' begins a comment.
 *
 *   ukeyfuzz-schedule 1
 *   program twostage.uk            what it is a schedule of: its name, and
 *   build-id 6f0c...               what identifies what was linked
 *   argument "10"                  of main(), one a line
 *   strategy pos                   how it was found: strategy, seed, and
 *   seed 1
 *   found-after 17                 after so many executions
 *   budget 20000                   points before all get their turns
 *   stack-points no                whether accesses to one's own stack are points
 *   races-fail no                  whether a data race ends the execution
 *   time-any no                    whether deadlines may pass early
 *   spurious-wakes 0               how often a condition wakes unsignalled
 *   rules-first 0                  rules that end the execution when they are broken, and
 *   rules-off 0                    those that may be: bits of enum runtime_rule
 *   failure ASSERT "assert(0) at twostage.c:48 in funcB"
 *   signature "ASSERT assert 0 at twostage.c:48 in funcB"
 *   preempt 2 14 3 after 1 "reads n" "funcA" 1
 *                                  actor 2 gives way to 3 at its 14th point: one point after its
 *                                  1st such step in that function (timeline/anchors.h)
 *   events 61 98c1d2c0a71b34f2     how many events there are, and their hash
 *   trail 4f1e 03aa ...            of each event, in order, a few bits
 *
 * Files are hostile: nothing in them is believed before it has been checked.
 */
#ifndef PROGRAM_SCHEDULE_H
#define PROGRAM_SCHEDULE_H 1

#include <stdio.h>

#include "program/explore/failure.h"
#include "program/explore/subject.h"

enum {
    SCHEDULE_WORD = 256,
    SCHEDULE_ARGUMENTS = 64,
    SCHEDULE_ANCHORS = 256,
    SCHEDULE_MESSAGE = 1024,
    SCHEDULE_TRAIL = 4096,
    SCHEDULE_BUILD_ID = 64,
    SCHEDULE_ERROR = 512
};

/* Where a preemption falls (timeline/anchors.h). */
struct schedule_anchor {
    uint32_t times; /* It is this one of the actor's such steps, from 1 on. 0: not known. */
    uint32_t points_later;
    char action[128], function[128];
};

struct schedule {
    char program[SCHEDULE_WORD];
    char build_id[SCHEDULE_BUILD_ID + 1]; /* Hexadecimal digits. */
    unsigned n_arguments;
    char *arguments[SCHEDULE_ARGUMENTS + 1]; /* Owned. */
    char strategy[32];
    uint64_t seed, found_after;
    struct subject_settings settings;
    char tag[16], message[SCHEDULE_MESSAGE];
    char signature[FAILURE_SIGNATURE];
    size_t n_preemptions;
    struct preemption preemptions[SUBJECT_PREEMPTIONS];
    size_t n_anchors; /* Of the first preemptions; some may have no words. */
    struct schedule_anchor anchors[SCHEDULE_ANCHORS];
    uint64_t n_events, hash; /* 0 events: not known. */
    uint32_t n_trail;        /* At most SCHEDULE_TRAIL. */
    uint16_t trail[SCHEDULE_TRAIL];
};

/* Writes one. `comment` says what a preemption is about, for people; it may be NULL. */
void schedule_write(FILE *, const struct schedule *,
                    void (*comment)(FILE *, const struct schedule *, size_t preemption));

/* Reads one. False, with a line in `error` that names file, line and what is wrong, if it is
 * none. */
bool schedule_read(const char *file, struct schedule *, char error[static SCHEDULE_ERROR]);

/* The build-id of this program; "" if it has none. */
void schedule_own_build_id(char id[static SCHEDULE_BUILD_ID + 1]);

/* A few bits of an event, for the trail. */
uint16_t schedule_event_bits(const struct event *);

#endif /* schedule.h */
