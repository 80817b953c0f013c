/*
 * The flow limit: its bounds, what the last round has left it at, and what it is to be judged by.
 *
 * A cache looks at the clock a little before it says that a round begins or ends. But time moves
 * only while nobody can run, or when somebody moves it at once; so if nobody has done the latter
 * since the round before, the cache has seen what we see. How many flows it believes in is known
 * from below: a ukey is counted before the cache says that it is VISIBLE, and as long as it does
 * not say that it is EVICTING or gone. (One that is adopted is counted afterwards, but before the
 * round ends, and it is not among the fewest that there were since the round began.)
 */
#ifndef ORACLE_BELIEF_FLOW_LIMIT_H
#define ORACLE_BELIEF_FLOW_LIMIT_H 1

#include "oracle/context.h"

extern const struct belief belief_flow_limit;

uint32_t flow_limit_configured(void); /* The most that the limit can become. */
uint32_t flow_limit_lowest(void);     /* What it can fall to. */
/* For how long a flow may be unused; virtual ms. */
uint64_t flow_limit_max_idle_ms(void);

/* The limit that the last round has left; 0: none has. */
uint32_t flow_limit_last(void);
/* The fewest flows since the round began that the cache has not been deleting. */
unsigned flow_limit_fewest(void);
/* How long the running round has taken, in virtual ms; false if the cache may have seen it take
 * another time. */
bool flow_limit_round_ms(uint64_t *);
/* How long the cache must have seen it take, at least: it looks at the clock before the round begins,
 * and again when the dump is closed; virtual ms. */
uint64_t flow_limit_round_least_ms(void);

#endif /* flow_limit.h */
