/*
 * Between the files that name objects.
 */
#ifndef OBJECTS_INTERNAL_H
#define OBJECTS_INTERNAL_H 1

#include "report/objects/objects.h"

struct report_objects {
    size_t n[OBJECT_CLASSES]; /* Numbers are below it. */
    struct report_object *of[OBJECT_CLASSES];
};

/* The object of that class and number, also one that there is not; NULL if the number is too high.
 */
static inline struct report_object *objects_find(struct report_objects *o, enum object_class class,
                                                 uint64_t number)
{
    return class < OBJECT_CLASSES && number < o->n[class] ? &o->of[class][number] : NULL;
}

/* guards.c: finds the mutex that guards each ukey. False without memory. */
bool objects_find_guards(struct report_objects *, const struct recording *);

#endif /* internal.h */
