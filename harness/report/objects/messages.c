/*
 * Messages of violations, with the names of objects in place of their numbers.
 */
#include <stdio.h>
#include <string.h>

#include "report/objects/objects.h"

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
