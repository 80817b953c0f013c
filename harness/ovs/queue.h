/*
 * The queues between a datapath and Open vSwitch's handlers, which are sockets of the kernel's in
 * reality: one for each handler, and what is in them survives a restart of the threads with the same
 * number of handlers.
 */
#ifndef OVS_QUEUE_H
#define OVS_QUEUE_H 1

#include "ovs/identity.h"

struct dpif_upcall;

void ovs_queues_begin(unsigned capacity);
void ovs_queues_set(unsigned n_handlers);
/* 0 or ENOBUFS; ESHUTDOWN if there is no queue. */
int ovs_queue_add(unsigned hint, struct identity, uint64_t packet, bool action_upcall);
/* 0 or EAGAIN. What `upcall` points to is in `buffer`. */
int ovs_queue_take(unsigned handler, struct dpif_upcall *upcall, struct ofpbuf *buffer);
/* The next poll_block() returns when there is something. */
void ovs_queue_wait(unsigned handler);

#endif /* queue.h */
