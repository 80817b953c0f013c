/*
 * What a violation is, as data. The message beside it is for people alone: rewording it changes
 * nothing here.
 */
#ifndef RUNTIME_VIOLATION_H
#define RUNTIME_VIOLATION_H 1

#include <stdbool.h>
#include <stdint.h>

enum { VIOLATION_MAX_SUBJECTS = 6 };

struct violation {
    /* The invariant's tag and what is wrong: "ONCE/credited-twice". The tag alone where one word
     * says it all; empty: there is none. */
    char rule[48];
    uint8_t n_subjects;
    struct violation_subject {
        char kind[12]; /* In the subject's own words: "slot", "ukey", ... */
        uint64_t number;
    } subjects[VIOLATION_MAX_SUBJECTS];
};

/* A violation of a rule, about nothing yet. Longer rules are cut off. */
void violation_init(struct violation *, const char *rule);
/* Adds a subject. One too many is left out. */
void violation_add(struct violation *, const char *kind, uint64_t number);

/* Whether it is about something of a kind; stores the number of the first such. */
bool violation_about(const struct violation *, const char *kind, uint64_t *number);

/* The tag of the rule, cut off at `size`. */
void violation_tag(const struct violation *, char *tag, unsigned size);

#endif /* violation.h */
