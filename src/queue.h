/*
 * The upcalls that wait for one handler: a bounded first-in first-out queue.
 */
#ifndef QUEUE_H
#define QUEUE_H 1

#include "mutex.h"
#include "udpif.h"

struct upcall_queue {
    struct mutex mutex;
    pthread_cond_t not_empty; /* Signalled with `mutex` held. */
    bool closing GUARDED;     /* The handler is to end. */
    unsigned head GUARDED, n GUARDED;
    unsigned capacity; /* Immutable. */
    struct upcall *ring GUARDED;
};

struct upcall_queue *upcall_queue_create(unsigned capacity);
void upcall_queue_destroy(struct upcall_queue *);

/* Appends a copy; false if the queue is full. */
bool upcall_queue_push(struct upcall_queue *, const struct upcall *);

/* Takes up to `max` of the oldest upcalls, without waiting; returns how many. */
size_t upcall_queue_take(struct upcall_queue *, struct upcall *, size_t max);

/* Waits until there is an upcall (true) or the queue is closing (false, whatever it holds). The
 * caller must be RCU-offline. */
bool upcall_queue_wait(struct upcall_queue *);

/* Makes upcall_queue_wait() return false, now and later; or lets it wait again. */
void upcall_queue_set_closing(struct upcall_queue *, bool closing);

#endif /* queue.h */
