/*
 * What is known of the locks, conditions, barriers and semaphores of an execution, for reports: who
 * made each, where, and what it is called. The event log has their numbers alone.
 *
 * Only kept if struct runtime_options asks for it. Nothing here influences an execution, and none
 * of it is in the event log.
 */
#ifndef RUNTIME_OBJECTS_H
#define RUNTIME_OBJECTS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each class has numbers of its own, from 1 on, given in the order of first use. Mutexes, rwlocks
 * and spinlocks are all locks. */
enum object_class {
    OBJECT_LOCK,
    OBJECT_COND,
    OBJECT_BARRIER,
    OBJECT_SEMAPHORE,
    OBJECT_ONCE,
    OBJECT_CLASSES
};

enum { RUNTIME_MAX_OBJECTS = 4096, RUNTIME_OBJECT_FRAMES = 24, RUNTIME_OBJECT_NAME = 32 };

struct runtime_object {
    const void *address; /* A key, never followed; NULL once the object is destroyed. */
    enum object_class class;
    uint32_t number;                /* 0: it has not been used. */
    bool made;                      /* By a call; else it was found at its first use. */
    uint16_t actor;                 /* Who made it, or used it first, ... */
    size_t event;                   /* ... and how many events there were before. */
    char name[RUNTIME_OBJECT_NAME]; /* What runtime_set_name() said; empty: nothing. */
    unsigned n_frames;
    uintptr_t frames[RUNTIME_OBJECT_FRAMES]; /* Return addresses of where that was. */
};

/* Those of this execution, or of the last one when none runs, in the order in which they were made
 * or found. The first RUNTIME_MAX_OBJECTS are kept. Valid until the next execution begins. */
size_t runtime_n_objects(void);
const struct runtime_object *runtime_object_at(size_t index);

/* The class of a kind that a violation names, as "mutex"; OBJECT_CLASSES if it is none. */
enum object_class runtime_object_class(const char *kind);

/* How many objects of a class a call has made in this execution and none has destroyed: what their
 * makers have left behind. Spinlocks are not counted, nor is what a static initialiser made. */
unsigned runtime_n_left(enum object_class);
/* How many were destroyed that no call had made in this execution. */
unsigned runtime_n_never_made(void);

/* void runtime_set_name(const volatile void *object, const char *name);
 *
 * Names an object for reports, right after it was made; what does not fit is cut. Code under test
 * calls it as sync_set_name(object, "name"), a macro of interpose.h, and defines that as nothing
 * where it is not defined. It is declared in pthread_api.h. [actor] */

/* The runtime's own part. */
void objects_begin(bool followed); /* Forgets the execution before. */
void objects_made(const volatile void *, enum object_class);
void objects_numbered(const volatile void *, enum object_class, uint32_t number);
void objects_destroyed(const volatile void *);
/* For runtime_n_left(). `made_in` is kept in the object. */
void objects_count_made(enum object_class, uint32_t *made_in);
void objects_count_destroyed(enum object_class, uint32_t *made_in);

#endif /* objects.h */
