/* What main has asked of the cache, and whether a dump is open. */
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
bool calls_dump_is_open(void);

#endif /* calls.h */
