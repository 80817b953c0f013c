/*
 * What a schedule says of itself, for those who do not execute it: the tool, which is no program.
 */
#ifndef PROGRAM_SCHEDULE_HEAD_H
#define PROGRAM_SCHEDULE_HEAD_H 1

#include <stdbool.h>
#include <stddef.h>

enum { HEAD_TEXT = 256, HEAD_MESSAGE = 1024, HEAD_ERROR = 512 };

struct schedule_head {
    char program[HEAD_TEXT];  /* The name of what it is a schedule of: somebody else's word. */
    char build_id[HEAD_TEXT]; /* Of what was linked. */
    char signature[HEAD_TEXT];
    char message[HEAD_MESSAGE]; /* What failed, as a sentence. */
    size_t n_preemptions;
};

/* Reads a schedule, all of it. False, with a line in `error`, if it is none. */
bool schedule_head_read(const char *file, struct schedule_head *, char error[static HEAD_ERROR]);

/* Whether two signatures are of the same failure: of different builds the numbers of lines are not
 * compared. */
bool schedule_head_same(const struct schedule_head *, const struct schedule_head *);

#endif /* schedule_head.h */
