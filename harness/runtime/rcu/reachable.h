/*
 * Which memory readers can still reach: told by what is put into hash tables and taken out of them,
 * and by what is given to call_rcu(). The code under test says nothing about it. Memory that is
 * freed too soon is a violation when it is freed, whether or not a reader looks at it just then.
 *
 * Everything here is called by the running actor, in an execution.
 */
#ifndef RCU_REACHABLE_H
#define RCU_REACHABLE_H 1

#include <stdbool.h>
#include <stddef.h>

#include "runtime/actor_set.h"

/* Forgets the execution before. */
void reachable_begin(void);

/* A node stands in a hash table now, or has left it. `users`: those who have used the table so far,
 * which lives as long as the execution. */
void reachable_entered(const void *node, const struct actor_set *users);
void reachable_left(const void *node);

/* A block of `size` bytes is about to be freed. */
void reachable_freed(const void *block, size_t size);
/* The same where reachable_touched() is not called for each atomic operation of the code under test. */
void reachable_freed_unseen(const void *block, size_t size);

/* The running actor takes a lock or does an atomic operation. `writes`: others can notice it.
 * Noted while a callback is pending, which may free what is touched here. */
static inline void reachable_touched(const volatile void *address, bool writes);

/* A callback is pending now, or no more. */
void reachable_watch(bool);

/* The inside of reachable_touched(). */
extern bool reachable_is_watching;
void reachable_note(const volatile void *address, bool writes);

static inline void reachable_touched(const volatile void *address, bool writes)
{
    if (__builtin_expect(reachable_is_watching, 0)) {
        reachable_note(address, writes);
    }
}

#endif /* reachable.h */
