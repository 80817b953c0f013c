/*
 * The objects that a violation is about, which it has by their numbers.
 */
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
