/*
 * Progress: a thread of the harness's looks whether the others move.
 *
 * What must move within `patience_s`: main; each packet thread; the number of rounds; each upcall
 * that was begun; and, while upcalls wait in queues, the number of those that have ended. Otherwise
 * what every thread was last doing, and every thread's stack, is printed, and the run ends with a
 * violation of PROG.
 *
 * If one thread is to blame, it is a violation of HANG, which names thread, function and line: one of
 * the cache that uses processor time for a quarter of that without a step; or any, when something has
 * not moved for too long, that has used some or waits in a system call, other than a lock's or a
 * condition's.
 *
 * After a quarter of `patience_s` a line on standard error says what has not moved.
 */
#ifndef STRESS_WATCHDOG_H
#define STRESS_WATCHDOG_H 1

#include <stdbool.h>

/* From when the cache has started until it is destroyed. */
bool watchdog_start(void);
void watchdog_stop(void);

#endif /* watchdog.h */
