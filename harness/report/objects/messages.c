/*
 * The objects that a violation is about, which it has by their numbers.
 */
#include <stdio.h>
#include <string.h>

#include "report/objects/objects.h"

struct list {
    struct named_object *objects;
    unsigned n, max;
};

static void add(struct list *list, const struct violation_subject *subject)
{
    enum object_class class = runtime_object_class(subject->kind);
    bool is_new = class != OBJECT_CLASSES && list->n < list->max;

    for (unsigned i = 0; i < list->n && is_new; i++) {
        is_new = list->objects[i].class != class || list->objects[i].number != subject->number;
    }
    if (is_new) {
        list->objects[list->n++] = (struct named_object){class, subject->number};
    }
}

unsigned report_objects_of(const struct violation *v, struct named_object *objects, unsigned max)
{
    struct list list = {objects, 0, max};

    for (unsigned i = 0; i < v->n_subjects; i++) {
        add(&list, &v->subjects[i]);
    }
    for (unsigned i = 0; i < v->n_parts; i++) {
        add(&list, &v->parts[i].object);
        add(&list, &v->parts[i].holding);
    }
    return list.n;
}

/* Valid until the next call. */
static const char *name_of(void *objects, const struct violation_subject *subject)
{
    enum object_class class = runtime_object_class(subject->kind);
    const struct report_object *object =
        class != OBJECT_CLASSES ? report_object(objects, class, subject->number) : NULL;
    static char name[sizeof object->name + 16];
    bool says_kind;

    if (!object || !object->is_named) {
        return NULL;
    }
    says_kind = strstr(object->name, object->kind) != NULL;
    snprintf(name, sizeof name, "%s%s%s", says_kind ? "" : object->kind, says_kind ? "" : " ",
             object->name);
    return name;
}

void report_objects_rename(const struct report_objects *o, const struct violation *v,
                           const char *message, char *renamed, size_t size)
{
    violation_rename(v, message, name_of, (void *)(uintptr_t)o, renamed, size);
}
