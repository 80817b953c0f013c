/* A flow has two keys with one identity: which of them the ukeys of a slot have. */
#ifndef ORACLE_BELIEF_KEYS_H
#define ORACLE_BELIEF_KEYS_H 1

#include "oracle/context.h"

extern const struct belief belief_keys;

/* Whether, since `since`, a ukey has been in its umap that may have been made for the flow's first key, or
 * for its other one. Nobody says so before the upcall ends that has made it. */
bool keys_may_have_stood(unsigned slot, bool other_key, obs_time since);
/* The same, and it has left the umap since. */
bool keys_may_have_left(unsigned slot, bool other_key, obs_time since);

#endif /* keys.h */
