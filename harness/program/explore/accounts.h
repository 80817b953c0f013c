/*
 * How far the jobs of a search have come, as their parent knows it. Each child says so in memory
 * that it shares, and a program that writes where it should not may write there: what a child says
 * is looked at before it counts. For search.c alone.
 */
#ifndef PROGRAM_ACCOUNTS_H
#define PROGRAM_ACCOUNTS_H 1

#include "program/explore/campaign.h"

/* A job goes on from this execution. */
void accounts_set_next(unsigned job, uint64_t next);

/* Before a child of the job is started: it finds all that its predecessors have said. */
void accounts_hand_out(unsigned job);

/* When it is gone: takes over what it says. Else, if that cannot be, forgets it, and the job's
 * result is that the child has written over what it was to report. */
void accounts_take_in(unsigned job);

/* The same of what a child has counted. */
void accounts_take_profile(unsigned job);

/* How far a job has come, as far as that has been taken in. */
const struct progress *accounts_of(unsigned job);

/* Of all jobs, with what the children at work claim. */
uint64_t accounts_n_executions(void);
uint64_t accounts_n_points(void);

#endif /* accounts.h */
