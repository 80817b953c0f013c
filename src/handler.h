/*
 * Handlers: from miss upcalls to flows.
 *
 * A batch is one RCU read-side critical section. Each upcall is translated, with no lock held; its
 * packet is credited by the translation. Then, in the order of arrival, ukeys are installed and
 * puts queued, each packet's execution behind its put. The datapath works without any lock of ours
 * being held; afterwards each put's answer is noted in its ukey.
 */
#ifndef HANDLER_H
#define HANDLER_H 1

#include "udpif.h"

/* Upcalls taken from the queue at a time. */
enum { UPCALL_MAX_BATCH = 64 };

/* Handles `n` upcalls (at most UPCALL_MAX_BATCH). The calling thread is RCU-online, and stays so
 * without a quiescent state. */
void handle_upcalls(struct udpif *, const struct upcall *, size_t n);

/* Handles the upcall of a packet thread, up to the point where that thread adds the flow: see
 * udpif_upcall(). */
int handle_packet_upcall(struct udpif *, const struct upcall *, struct upcall_reply *);

/* A handler thread; `aux` is a struct udpif_thread. */
void *handler_main(void *aux);

#endif /* handler.h */
