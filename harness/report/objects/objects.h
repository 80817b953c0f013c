/*
 * Names for the locks, conditions, barriers and semaphores of a recording, whose event log has
 * numbers for them. What reports call one is the first of these that is known:
 *
 *   its name         that sync_set_name() gave it (runtime/objects.h)
 *   ukey 5's mutex   a mutex that was held at each step of one ukey's state, and at those of no
 *                    other ukey: it guards that one
 *   umap->mutex      what stands in the source where it was made, or else where it was first used;
 *                    with #3 behind it if it is the third of several that are called so
 *   mutex of F()     that function
 *   mutex 7          its number
 *
 * This is also how the making of a ukey is found: that of its mutex.
 */
#ifndef OBJECTS_OBJECTS_H
#define OBJECTS_OBJECTS_H 1

#include "report/recording.h"
#include "report/source/source.h"

struct report_object {
    const char *kind; /* "mutex", "rwlock", "spinlock", "condition", ... Static. */
    char name[64];    /* As above. */
    bool is_named;    /* It is more than its number. */
    uint64_t ukey;    /* The ukey that it guards; 0: none. */
    uint32_t n_steps; /* Of any ukey's state, while it was held. */
    bool is_shared;   /* By several ukeys. */
    const struct recording_object *recorded; /* Where it was made or first used; NULL: unknown. */
    struct source_stack source;              /* Of that; empty if nothing is known. */
};

struct report_objects; /* Opaque. */

/* Returns NULL if there is no memory. Freed by report_objects_free(), while recording and map still
 * live. `map` may be NULL. */
struct report_objects *report_objects_make(const struct recording *, const struct source_map *map);
void report_objects_free(struct report_objects *);

/* The object of that class and number; NULL if the recording has none. `objects` may be NULL. */
const struct report_object *report_object(const struct report_objects *objects, enum object_class,
                                          uint64_t number);

/* The highest number of a class; 0: there is none. */
uint64_t report_objects_highest(const struct report_objects *, enum object_class);

/* The class of a kind of event's object; OBJECT_CLASSES if it is about no such object. */
enum object_class event_object_class(unsigned kind);

/* Writes the message of a violation for people: "mutex 7" becomes the mutex's name. */
void report_objects_rename(const struct report_objects *, const struct violation *,
                           const char *message, char *renamed, size_t size);

/* Says who made an object and where, "made by main in upcall_queue_init (queue.c:9)", or used it
 * first. False if nothing is known. */
bool report_object_origin(const struct report_object *, const struct recording *, char *origin,
                          size_t size);

/* Finds the objects that a violation is about, or its parts are. Returns how many, `max` at most,
 * each once. */
struct named_object {
    enum object_class class;
    uint64_t number;
};
unsigned report_objects_of(const struct violation *, struct named_object *, unsigned max);

#endif /* objects.h */
