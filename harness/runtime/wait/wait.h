/*
 * The kinds of waits. The file that makes actors wait in some way describes that way here; the
 * scheduler and the wait graph know nothing else of it.
 */
#ifndef RUNTIME_WAIT_H
#define RUNTIME_WAIT_H 1

#include <stdbool.h>
#include <stdint.h>

#include "runtime/pending.h"

/* Their numbers are in the event log: a new kind comes last. */
#define WAIT_KIND_LIST(KIND)              \
    KIND(MUTEX, wait_mutex)               \
    KIND(READ_LOCK, wait_read_lock)       \
    KIND(WRITE_LOCK, wait_write_lock)     \
    KIND(SPIN, wait_spin)                 \
    KIND(COND, wait_cond)                 \
    KIND(BARRIER, wait_barrier)           \
    KIND(SEMAPHORE, wait_semaphore)       \
    KIND(ONCE, wait_once)                 \
    KIND(JOIN, wait_join)                 \
    KIND(SLEEP, wait_sleep)               \
    KIND(GRACE_PERIOD, wait_grace_period) \
    KIND(RCU_BARRIER, wait_rcu_barrier)   \
    KIND(CALLBACKS, wait_callbacks)       \
    KIND(TABLE, wait_table)               \
    KIND(FUTEX, wait_futex)               \
    KIND(DESCRIPTOR, wait_descriptor)

enum wait_kind {
    WAIT_NOTHING,
#define WAIT_KIND(NAME, DESCRIPTION) WAIT_##NAME,
    WAIT_KIND_LIST(WAIT_KIND)
#undef WAIT_KIND
        WAIT_KINDS
};

struct actor;
struct actor_set;

struct wait_description {
    const char *does;   /* "waits for". */
    const char *object; /* What is waited for, with a number: "mutex". NULL: nothing. */
    /* Who could end the wait; and the words before their names. NULL: that is not known. */
    struct actor_set (*holders)(const struct actor *);
    const char *held;
    /* What the actor tries again when it goes on; and the object of that: what it waits for, or
     * (NULL) the one that there is. */
    enum pending_class tries;
    bool tries_to_read, tries_one;
    bool is_idle; /* Nobody misses an actor that waits like this. */
};

#define WAIT_KIND(NAME, DESCRIPTION) extern const struct wait_description DESCRIPTION;
WAIT_KIND_LIST(WAIT_KIND)
#undef WAIT_KIND

/* By enum wait_kind, WAIT_NOTHING left out. */
extern const struct wait_description *const wait_descriptions[WAIT_KINDS];

/* Who holds the lock that the actor waits for: the `holders` of locks. */
struct actor_set wait_lock_holders(const struct actor *);

#endif /* wait.h */
