/*
 * Files that show something, in groups: the files of a group show the same bug.
 */
#ifndef TRIAGE_ARTEFACTS_H
#define TRIAGE_ARTEFACTS_H 1

#include <stdbool.h>
#include <stddef.h>

#include "program/explore/schedule_head.h"
#include "scenario/signature.h"

enum { ARTEFACTS_MAX = 65536, ARTEFACTS_NAMED = 8 };

struct artefact {
    char *path;
    size_t size;
    bool known;    /* From the folder of known ones. */
    size_t leader; /* Its group: the index of the first file, which may be itself. */
    struct signature signature;

    /* Of a schedule of some program, which is not the cache's: */
    struct schedule_head *head; /* NULL: it is a scenario. */
    const char *program;        /* That it was executed in; NULL: nobody has said that it may be. */
};

struct artefacts {
    size_t n, n_clean, n_not_shown;
    size_t n_unusable, n_skipped;    /* Skipped: of the last folder. */
    char *unusable[ARTEFACTS_NAMED]; /* The first of them. */
    size_t n_not_executed;           /* Schedules. */
    struct artefact *list;
};

/* Sorts the files and finds the groups: a group is led by the file that is shortest, so are the
 * groups. Scenarios come before schedules. */
void artefacts_group(struct artefacts *);

/* Whether the folder of known ones has the group that a file leads. */
bool artefacts_are_known(const struct artefacts *, size_t leader);

/* Print the groups of files that are not from the folder of known ones. Return how many. */
size_t artefacts_print(const struct artefacts *);
size_t artefacts_print_json(const struct artefacts *);

/* triage_program.c: what became of a schedule, as an exit code of the tool. `programs`, NULL at the
 * end, are those that may be executed; the schedule's own word for its program only chooses among
 * them. Fills in head, program and signature. */
int artefact_take_schedule(struct artefact *, const char *path, const char *const *programs);

#endif /* artefacts.h */
