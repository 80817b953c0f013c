/*
 * A scheduling point before each load, store and atomic operation of the program. It is compiled
 * with -fsanitize=thread, which has the compiler call a function before each plain access and
 * instead of each atomic operation; but those that are called are ours, not ThreadSanitizer's.
 *
 * An actor's own stack is left out, unless the program is known to share what is on a stack: see
 * points_on_stacks().
 */
#ifndef PROGRAM_POINTS_H
#define PROGRAM_POINTS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_UPDATE, ACCESS_FENCE, ACCESS_FREE };

/* Whether an actor's accesses to its own stack are points as well, from the next execution on. */
void points_on_stacks(bool);

/* Whether an actor has looked into another one's stack since points_on_stacks() was called. */
bool points_stacks_are_shared(void);

/* Whether race_access() is told of accesses, and order.h of atomic operations, from the next
 * execution on. */
void points_look_for_races(bool);

/* Somebody who wants to know of each access, right before it is done; NULL: nobody. `place` is
 * behind the call in the code. It is called with the actor running, and takes no point. */
struct access_seen {
    const volatile void *address;
    size_t size;
    enum access how;
    bool atomic;
    const void *place;
};
extern void (*points_observer)(const struct access_seen *);

/* Of a function that stands in for another: the place in the program behind its call. */
#define CALLER __builtin_return_address(0)

/* Code that is not instrumented is about to access memory for the program: a point, like any. */
void points_access(const volatile void *address, size_t size, enum access how, const void *place);

/* The same for an atomic operation that the program leaves to a function. */
void points_atomic(const volatile void *address, size_t size, enum access how, int memory_order,
                   const void *place);

/* Until it is ended, what the running actor accesses is no point, so nobody else runs in between
 * unless it waits; sections are ordered among each other. [actor] */
void points_atomic_section(bool begins);

/* A block of the heap is about to be freed. [actor] */
void points_free(const void *block, size_t size, const void *place);

#endif /* points.h */
