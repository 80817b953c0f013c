/*
 * The ends of an execution that does not end by itself: who does what, and waits for whom.
 */
#ifndef RUNTIME_STUCK_H
#define RUNTIME_STUCK_H 1

/* The budget of points is used up, and so is the one after it, in which all had their turns. */
__attribute__((cold)) _Noreturn void stuck_in_livelock(void);
/* Nobody can run, and time cannot help. */
__attribute__((cold)) _Noreturn void stuck_in_deadlock(void);

#endif /* stuck.h */
