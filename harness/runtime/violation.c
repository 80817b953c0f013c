#include "violation.h"

#include <stdio.h>
#include <string.h>

void violation_init(struct violation *v, const char *rule)
{
    memset(v, 0, sizeof *v);
    snprintf(v->rule, sizeof v->rule, "%s", rule);
}

void violation_add(struct violation *v, const char *kind, uint64_t number)
{
    if (v->n_subjects < VIOLATION_MAX_SUBJECTS) {
        struct violation_subject *subject = &v->subjects[v->n_subjects++];

        snprintf(subject->kind, sizeof subject->kind, "%s", kind);
        subject->number = number;
    }
}

bool violation_about(const struct violation *v, const char *kind, uint64_t *number)
{
    for (unsigned i = 0; i < v->n_subjects; i++) {
        if (!strcmp(v->subjects[i].kind, kind)) {
            *number = v->subjects[i].number;
            return true;
        }
    }
    return false;
}

void violation_tag(const struct violation *v, char *tag, unsigned size)
{
    snprintf(tag, size, "%.*s", (int)strcspn(v->rule, "/"), v->rule);
}
