/*
 * The comparisons, by what they are about. Each is made on the running actor when the oracles have
 * heard what it has just done; what is different is a violation of BELIEF.
 */
#ifndef COMPARE_H
#define COMPARE_H 1

#include "inside.h"

/* compare_ukeys.c: after anything. */
void compare_ukeys(const struct inside *);

/* compare_use.c: after anything; when the running actor asks for a batch of records, or has used
 * its last one, or sends operations; when it is given a record, or a get's answer; and when it
 * tells that it will delete a flow. */
void compare_use(const struct inside *);
void compare_use_reset(void);
void compare_use_shown(unsigned slot, const struct cache_stats *);
void compare_use_batch(bool begins);
void compare_use_asking(void);
void compare_use_evicting(const struct inside *, unsigned slot);

/* compare_credit.c: when the slot's ukey has just credited something; and when a round has ended.
 */
void compare_credit_reset(void);
void compare_credit(const struct inside *, unsigned slot);
void compare_credit_round_end(const struct inside *);

/* compare_limit.c: after anything; when a round begins; and when a flow is to be deleted. */
void compare_limit(const struct inside *);
void compare_limit_reset(void);
void compare_limit_round_begin(const struct inside *);
void compare_limit_adjusted(const struct inside *);
void compare_limit_evicting(const struct inside *);

/* compare_come.c: after anything; when a round begins, and its dump is asked for; and when a step
 * was told. */
void compare_come(const struct inside *);
void compare_come_reset(void);
void compare_come_round_begin(void);
void compare_come_dump(const struct inside *);
void compare_come_transition(unsigned slot, enum cache_state to);

/* compare_rounds.c: after anything; when records have been asked for; when a round has ended; and
 * when no actor is left but main. */
void compare_rounds(const struct inside *);
void compare_rounds_dump(const struct inside *);
void compare_rounds_end(const struct inside *);
void compare_rounds_destroy(const struct inside *);

#endif /* compare.h */
