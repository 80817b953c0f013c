/* What main has asked of the cache. */
#ifndef ORACLE_BELIEF_CALLS_H
#define ORACLE_BELIEF_CALLS_H 1

#include "oracle/context.h"

extern const struct belief belief_calls;

/* What main is doing; CALL_NONE between two calls. */
enum harness_call calls_of_main(void);
/* pause() has returned, and resume() has not begun. */
bool calls_is_paused(void);
/* stop() has returned, or nothing was ever started; and nothing was started since. */
bool calls_is_stopped(void);
/* How many threads of the cache run; and how many are to run when the call of main's is over. */
struct thread_numbers calls_running(void);
struct thread_numbers calls_wanted(void);
/* Neither threads of one kind alone nor too many; and whether the call asks for others. */
bool thread_numbers_are_possible(struct thread_numbers);
bool calls_is_wrong(void);

#endif /* calls.h */
