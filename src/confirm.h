/*
 * Whether the flow that the datapath shows is the one that a ukey stands for.
 *
 * A handler is told what became of its put. A packet thread that adds its flow itself tells nobody:
 * there may have been a flow with this identity already, with another mask and other actions, and
 * the packet thread then adds nothing. So before a ukey that has been VISIBLE since its packet
 * thread's upcall becomes OPERATIONAL, the two are compared. (Upstream takes them to be the same.)
 */
#ifndef CONFIRM_H
#define CONFIRM_H 1

#include "ops.h"

/* Makes `ukey`, VISIBLE with no put pending, OPERATIONAL and returns true if its flow is what it
 * should be. If it is another one, queues its deletion; if there is none, the ukey is EVICTED; if
 * that cannot be told now, leaves all as it is. `record` is the flow as a dump has shown it, or
 * NULL; unless that says it all, the datapath is asked, with the ukey's mutex released meanwhile.
 */
bool ukey_confirm(struct ukey_ops *, struct ukey *ukey, const struct dp_record *record)
    REQUIRES(ukey->mutex);

/* Reads a whole flow; returns the datapath's errno. No lock may be held. */
int flow_get(struct udpif *, const struct ufid *, uint32_t pmd_id, struct dp_flow_buffer *);

#endif /* confirm.h */
