/*
 * The fair continuation: whether an execution that has used up its points would ever end.
 *
 * A schedule may be unfair: an actor that tries a lock again and again, and is never made to give
 * way, uses up all points although the lock's holder could run. That is the schedule's fault, not
 * the program's. So before an execution is called a livelock it goes on for as many points again
 * without its strategy: each actor that can run has a turn of some points, one after the other in
 * the order of their numbers, and if they do nothing but take turns, time passes as well. What does
 * not end then either is a livelock.
 *
 * All of this is a function of the execution so far, and by the rule: nothing of it is recorded.
 */
#ifndef RUNTIME_FAIR_H
#define RUNTIME_FAIR_H 1

#include "scheduler.h"

/* Points of a turn. */
enum { FAIR_TURN = 64 };

/* The points are used up: begins the continuation. */
void fair_begin(void);

/* Who runs next, at a moment at which somebody is asked for: `default_next`, or, where the running
 * actor has used up its turn or lets others run, the next one. */
unsigned fair_choose(unsigned default_next, enum strategy_reason reason);

/* What an actor that can run does with its turns: it tries a lock that it is refused, or yields,
 * again and again; or something else. */
enum fair_habit { FAIR_RUNS, FAIR_SPINS, FAIR_YIELDS };
enum fair_habit fair_habit_of(const struct actor *);

#endif /* fair.h */
