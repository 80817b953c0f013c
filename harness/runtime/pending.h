/*
 * What an actor will do when it goes on from the point at which it stands, as far as others can
 * notice: which object it touches, in which way. A strategy may ask this of any actor, and whether
 * two of them conflict: done in one order or the other, they could end differently.
 *
 * It is one word: a class, a bit that says that the object is only read, and a key. Keys may be
 * addresses, so they mean nothing but sameness; whatever else depended on them would differ from
 * build to build.
 */
#ifndef RUNTIME_PENDING_H
#define RUNTIME_PENDING_H 1

#include <stdbool.h>
#include <stdint.h>

enum pending_class {
    PENDING_NOTHING, /* Nothing that others notice, or nobody knows what. */
    PENDING_LOCK,    /* Mutexes, rwlocks, spinlocks. */
    PENDING_SIGNAL,  /* Condition variables, barriers, semaphores, once. */
    PENDING_ATOMIC,  /* Atomic operations, and pointers protected by RCU. */
    PENDING_MEMORY,  /* Plain loads and stores, in a build that has a point at each. */
    PENDING_RCU,     /* Quiescent states, callbacks, grace periods: one object. */
    PENDING_TABLE,   /* Hash tables. */
    PENDING_CLIENT,  /* sched_point(): the object that it names, whatever the kind of event. */
    PENDING_CLASSES
};

typedef uint64_t pending_operation;

enum { PENDING_CLASS_SHIFT = 60, PENDING_READ_SHIFT = 59 };

/* Addresses of user space end below the bits that are taken. */
static inline pending_operation pending_write(enum pending_class class, uint64_t key)
{
    return (uint64_t) class << PENDING_CLASS_SHIFT | key << 5 >> 5;
}

static inline pending_operation pending_read(enum pending_class class, uint64_t key)
{
    return pending_write(class, key) | UINT64_C(1) << PENDING_READ_SHIFT;
}

static inline enum pending_class pending_class_of(pending_operation operation)
{
    return (enum pending_class)(operation >> PENDING_CLASS_SHIFT);
}

/* The object that it touches, of whatever kind the access is. */
static inline uint64_t pending_object(pending_operation operation)
{
    return operation & ~(UINT64_C(1) << PENDING_READ_SHIFT);
}

/* They touch the same object, and not both only read it. */
static inline bool pending_conflict(pending_operation a, pending_operation b)
{
    const uint64_t read = UINT64_C(1) << PENDING_READ_SHIFT;

    return ((a ^ b) & ~read) == 0 && (a & b & read) == 0 && pending_class_of(a) != PENDING_NOTHING;
}

#endif /* pending.h */
