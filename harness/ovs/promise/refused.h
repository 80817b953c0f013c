/*
 * Deletes without a ukey. Upstream makes no ukey of a flow that recirculates, or that it cannot get, and
 * deletes it; a ukey may be made before the delete is done. What follows from that is excused.
 */
#ifndef OVS_REFUSED_H
#define OVS_REFUSED_H 1

#include "ovs/identity.h"

/* Before an execution. */
void refused_begin(void);
/* A delete is sent, of a ukey or not. Returns whether it is one of a flow that upstream refuses. */
bool refused_delete_begins(struct identity, bool is_without_ukey);
/* It was answered, and the watch has looked. `was_refused`: what the call before has returned. */
void refused_delete_is_over(struct identity, bool was_refused, int error);
/* The actor's get of a flow was answered. */
void refused_was_got(struct identity, int error);
/* Whether such a delete is under way. */
bool refused_is_deleted(unsigned flow);

#endif /* refused.h */
