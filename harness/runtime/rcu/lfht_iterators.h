/*
 * Iterators of liburcu's hash table are good until the next quiescent state of who set them.
 */
#ifndef RCU_LFHT_ITERATORS_H
#define RCU_LFHT_ITERATORS_H 1

struct cds_lfht_iter;

/* A new thread begins in slot `actor`. */
void lfht_iterators_actor_begin(unsigned actor);

/* The running actor has just set an iterator; is about to go on with one, in a call: a violation if
 * it has passed a quiescent state in between. */
void lfht_iterators_set(const struct cds_lfht_iter *);
void lfht_iterators_check(const struct cds_lfht_iter *, const char *call);

#endif /* lfht_iterators.h */
