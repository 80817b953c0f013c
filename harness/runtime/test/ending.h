/*
 * How an execution ended, as tests compare it: by the tag and the rule of its violation, never by
 * its message, which is for people.
 */
#ifndef RUNTIME_TEST_ENDING_H
#define RUNTIME_TEST_ENDING_H 1

#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"

/* Whether it is a violation of this rule: "LOCK", "deadlock" for "LOCK/deadlock". */
static inline bool is_violation(const struct runtime_outcome *outcome, const char *tag,
                                const char *rule)
{
    size_t n = strlen(tag);

    return outcome->violated && !strcmp(outcome->invariant, tag) &&
           !strncmp(outcome->violation.rule, tag, n) && outcome->violation.rule[n] == '/' &&
           !strcmp(outcome->violation.rule + n + 1, rule);
}

/* Adds `before` and "mutex 1", or nothing. Returns the new length. */
static inline size_t describe_subject(char *text, size_t size, size_t n, const char *before,
                                      const struct violation_subject *subject)
{
    return subject->kind[0]
               ? n + (size_t)snprintf(text + n, size - n, "%s%s %llu", before, subject->kind,
                                      (unsigned long long)subject->number)
               : n;
}

/* All that a violation is as data: its rule, traits, subjects and parts, as in
 * "LOCK/mutex-self-deadlock by main mutex 1". Valid until the next call. */
static inline const char *describe_violation(const struct violation *v)
{
    enum { SIZE = VIOLATION_MAX_PARTS * sizeof(struct violation_part) };
    static char text[SIZE];
    size_t n = (size_t)snprintf(text, SIZE, "%s", v->rule);

    for (unsigned i = 0; i < v->n_traits; i++) {
        n += (size_t)snprintf(text + n, SIZE - n, " %s%s%s", v->traits[i].name,
                              v->traits[i].name[0] ? " " : "", v->traits[i].word);
    }
    for (unsigned i = 0; i < v->n_subjects; i++) {
        n = describe_subject(text, SIZE, n, " ", &v->subjects[i]);
    }
    for (unsigned i = 0; i < v->n_parts; i++) {
        const struct violation_part *part = &v->parts[i];

        n += (size_t)snprintf(text + n, SIZE - n, "; %s %s", part->name, part->does);
        n = describe_subject(text, SIZE, n, " ", &part->object);
        n = describe_subject(text, SIZE, n, " holding ", &part->holding);
        if (part->held_by[0]) {
            n += (size_t)snprintf(text + n, SIZE - n, " held by %s", part->held_by);
        }
    }
    return text;
}

/* Whether it is a violation whose description is `what`, or begins with these words. */
static inline bool ends_with_violation(const struct runtime_outcome *outcome, const char *what)
{
    const char *described = describe_violation(&outcome->violation);
    size_t n = strlen(what);

    return outcome->violated && !strncmp(described, what, n) && strchr("; ", described[n]);
}

#endif /* ending.h */
