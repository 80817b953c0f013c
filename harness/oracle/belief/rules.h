/* Changes of the rules that were announced, and which of the cache's flows agree with them. */
#ifndef ORACLE_BELIEF_RULES_H
#define ORACLE_BELIEF_RULES_H 1

#include "oracle/context.h"

extern const struct belief belief_rules;

/* What reval_seq is at least, after the calls of revalidate() that have returned. */
uint64_t rules_announced(void);
/* The change of rules that the last round to end answers to; 0: none has ended. */
uint64_t rules_answered(void);
/* Whether a change of rules was announced since the slot's flow last agreed with them. */
bool rules_are_due(unsigned slot);
/* The version of the flow's rules that the running or last round establishes at least. */
uint32_t rules_wanted(unsigned flow);
/* Whether the slot's flow, a live one, must agree with the rules now that a quiet round has ended:
 * the cache knew all the time that it was there. */
bool rules_must_agree(unsigned slot);

#endif /* rules.h */
