/*
 * liburcu's lock-free hash table: what the rest of the runtime needs of our wrappers.
 */
#ifndef RCU_LFHT_H
#define RCU_LFHT_H 1

/* Forgets the tables' numbers of the execution before, and an actor's iterators. */
void lfht_begin(void);
void lfht_actor_begin(unsigned actor);

#endif /* lfht.h */
