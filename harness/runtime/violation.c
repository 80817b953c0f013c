#include "violation.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void violation_init(struct violation *v, const char *rule)
{
    memset(v, 0, sizeof *v);
    snprintf(v->rule, sizeof v->rule, "%s", rule);
}

void violation_set_subject(struct violation_subject *subject, const char *kind, uint64_t number)
{
    snprintf(subject->kind, sizeof subject->kind, "%s", kind);
    subject->number = number;
}

void violation_add(struct violation *v, const char *kind, uint64_t number)
{
    if (v->n_subjects < VIOLATION_MAX_SUBJECTS) {
        violation_set_subject(&v->subjects[v->n_subjects++], kind, number);
    }
}

void violation_add_actor(struct violation *v, const char *name, unsigned actor, const char *called)
{
    if (v->n_traits < VIOLATION_MAX_TRAITS) {
        struct violation_trait *trait = &v->traits[v->n_traits++];

        snprintf(trait->name, sizeof trait->name, "%s", name);
        snprintf(trait->word, sizeof trait->word, "%s", called);
        trait->actor = (uint8_t)actor;
    }
}

void violation_add_trait(struct violation *v, const char *name, const char *word)
{
    violation_add_actor(v, name, VIOLATION_NOBODY, word);
}

struct violation_part *violation_add_part(struct violation *v, unsigned actor, const char *called,
                                          const char *does)
{
    static struct violation_part left_out;
    struct violation_part *part =
        v->n_parts < VIOLATION_MAX_PARTS ? &v->parts[v->n_parts++] : &left_out;

    *part = (struct violation_part){.actor = (uint8_t)actor};
    snprintf(part->name, sizeof part->name, "%s", called);
    snprintf(part->does, sizeof part->does, "%s", does);
    return part;
}

void violation_role(const char *called, char *role, size_t size)
{
    size_t n = strlen(called), end = n;

    while (end > 0 && isdigit((unsigned char)called[end - 1])) {
        end--;
    }
    n = end > 1 && end < n && called[end - 1] == '-' ? end - 1 : n;
    snprintf(role, size, "%.*s", (int)n, called);
}

/* Whether the list "handler,main" has the role. */
static bool lists(const char *roles, const char *role)
{
    size_t n = strlen(role);

    for (const char *at = roles; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == n && !strncmp(at, role, n)) {
            return true;
        }
    }
    return false;
}

void violation_held_by(struct violation_part *part, const char *called)
{
    char role[sizeof part->name];
    size_t n = strlen(part->held_by);

    violation_role(called, role, sizeof role);
    if (!lists(part->held_by, role)) {
        snprintf(part->held_by + n, sizeof part->held_by - n, "%s%s", n ? "," : "", role);
    }
}

bool violation_is(const struct violation *v, const char *rule)
{
    return !strcmp(v->rule, rule);
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

void violation_tag(const struct violation *v, char *tag, size_t size)
{
    snprintf(tag, size, "%.*s", (int)strcspn(v->rule, "/"), v->rule);
}

/* Where the i-th part's clause begins; at the message's end if it has none. */
static size_t clause_at(const struct violation *v, size_t size, unsigned i)
{
    return i < v->n_parts && v->parts[i].clause <= size ? size - v->parts[i].clause : size;
}

/* Where what stands before a clause ends. */
static size_t end_before(size_t at, size_t size)
{
    size_t separator = strlen(VIOLATION_SEPARATOR);

    return at == size || at < separator ? at : at - separator;
}

size_t violation_intro(const struct violation *v, const char *message)
{
    size_t size = strlen(message);

    return end_before(clause_at(v, size, 0), size);
}

const char *violation_clause(const struct violation *v, const char *message, unsigned i,
                             size_t *length)
{
    size_t size = strlen(message), at = clause_at(v, size, i);
    size_t end = end_before(clause_at(v, size, i + 1), size);

    *length = end > at ? end - at : 0;
    return message + at;
}

/* The subject, object or held object that `text` begins with, as "mutex 7"; stores how long that
 * is. */
static const struct violation_subject *named_at(const struct violation *v, const char *text,
                                                size_t *length)
{
    for (unsigned i = 0; i < v->n_subjects + 2U * v->n_parts; i++) {
        unsigned j = i - v->n_subjects;
        const struct violation_subject *subject = i < v->n_subjects ? &v->subjects[i]
                                                  : j % 2           ? &v->parts[j / 2].holding
                                                                    : &v->parts[j / 2].object;
        char called[sizeof subject->kind + 24];
        int n = snprintf(called, sizeof called, "%s %llu", subject->kind,
                         (unsigned long long)subject->number);

        if (subject->kind[0] && !strncmp(text, called, (size_t)n) &&
            !isdigit((unsigned char)text[n])) {
            *length = (size_t)n;
            return subject;
        }
    }
    return NULL;
}

void violation_rename(const struct violation *v, const char *message, violation_name *name,
                      void *aux, char *renamed, size_t size)
{
    size_t n = 0;

    for (const char *at = message; *at && n + 1 < size;) {
        size_t length = 1;
        bool begins = at == message || !isalnum((unsigned char)at[-1]);
        const struct violation_subject *subject = begins ? named_at(v, at, &length) : NULL;
        const char *better = subject ? name(aux, subject) : NULL;

        n += (size_t)snprintf(renamed + n, size - n, "%.*s", better ? INT_MAX : (int)length,
                              better ? better : at);
        at += length;
    }
    renamed[n < size ? n : size - 1] = '\0';
}
