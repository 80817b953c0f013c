/*
 * Waiting for descriptors. Others run meanwhile, and those who wait look again when one of them has
 * written, read or closed something, or once in a millisecond of virtual time.
 */
#ifndef PROGRAM_WAITING_H
#define PROGRAM_WAITING_H 1

#include <poll.h>
#include <stdint.h>

/* Forgets the execution before. */
void waiting_begin(void);

/* Lets others run until poll() says that one of `entries` is ready, or virtual time is `limit_ns`
 * (DEADLINE_NONE: never). A cancellation point. [actor] */
void waiting_for_any(struct pollfd *entries, nfds_t n, uint64_t limit_ns);

/* The same of one descriptor, without a limit. */
void waiting_for(int fd, short events);

/* Lets others run once, where a call does not wait. A cancellation point. [actor] */
void waiting_not(void);

/* The running actor is about to write, or to close, what others may wait for: what it did until now is
 * ordered before what they do then. */
void waiting_is_over(void);

#endif /* waiting.h */
