/*
 * What becomes of an execution that failed: it is minimized, replayed, told and saved.
 */
#ifndef PROGRAM_FINDING_H
#define PROGRAM_FINDING_H 1

#include "program/explore/schedule.h"
#include "program/explore/search.h"

enum { FINDING_REPLAYS = 100, FINDING_REPLAYS_OF_ENDLESS = 5 };

struct finding_options {
    char **arguments; /* Of the program, its name first. */
    uint64_t seed;    /* Of the search. */
    const char
        *output; /* The file to write; NULL: one is named after the program and the failure. */
    bool no_minimize;
};

/* Does all of that. Returns an exit code of request.h. */
int finding_make(const struct finding_options *, const struct search_outcome *);

/* Minimizes a schedule that is known to show its failure. Returns how many executions it took. */
unsigned finding_minimize(struct schedule *);

/* Executes what a schedule says with a recording of its events, and puts their number, hash and
 * trail into it. Returns whether it shows its failure. */
bool finding_record(struct schedule *);

/* Replays it `*n` times, or as often as there is time for, which it stores. Returns how often it
 * showed the failure, with the same events. */
unsigned finding_replay(const struct schedule *, unsigned *n);

/* Writes the file whole or not at all. False after an error. */
bool finding_save(const char *file, const struct schedule *);

#endif /* finding.h */
