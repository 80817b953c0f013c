/*
 * What mutexes, rwlocks and spinlocks have in common. All state is kept in the object's own
 * storage, so that copying, zeroing or freeing it does here what it does with libc.
 *
 * An object begins with the generation (scheduler.generation) in which it was last used. If that is
 * an earlier execution, its holder is gone: it is free, and it gets a new number.
 */
#ifndef PTHREAD_LOCK_H
#define PTHREAD_LOCK_H 1

#include <pthread.h>

#include "runtime/scheduler.h"

/* Left by pthread_mutex_destroy() and its siblings, so that a later use is noticed. */
#define LOCK_DESTROYED UINT32_C(0xdead10cc)

struct lock_header {
    uint32_t generation;
    uint32_t number;
};

/* True if the object was last used in an earlier execution; from now on it belongs to this. The
 * caller resets what it keeps beside the header. */
static inline bool lock_is_stale(struct lock_header *header, enum object_class class)
{
    if (__builtin_expect(header->generation == scheduler.generation && header->number, 1)) {
        return false;
    }
    header->generation = scheduler.generation;
    header->number = scheduler_number(class, header);
    return true;
}

/* For cond.c: releases a mutex that the running actor holds once, without a scheduling point; says
 * its number. And takes it again; EOWNERDEAD and ENOTRECOVERABLE are as of pthread_mutex_lock(). */
uint32_t mutex_release_to_wait(pthread_mutex_t *);
int mutex_take_after_wait(pthread_mutex_t *);

/* For thread.c: the running actor ends, and what robust mutexes it holds are free for the next. */
void mutex_owner_ends(void);

#endif /* lock.h */
