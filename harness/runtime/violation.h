/*
 * What a violation is, as data. The message beside it is for people alone: rewording it changes
 * nothing here.
 *
 * A violation breaks a rule. It is about subjects, which have numbers; it has traits, words that
 * tell it from others of the same rule; and where several actors are to blame together, as in a
 * deadlock, it has a part for each of them. Which bug it is (scenario/signature.h) is told by the
 * rule, the traits and the parts, and never by a number.
 */
#ifndef RUNTIME_VIOLATION_H
#define RUNTIME_VIOLATION_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    VIOLATION_MAX_SUBJECTS = 6,
    VIOLATION_MAX_TRAITS = 8,
    VIOLATION_MAX_PARTS = 32,
    VIOLATION_NOBODY = UINT8_MAX
};

/* A thing with a number: "slot", "ukey", "mutex", "condition", ... An empty kind is none. */
struct violation_subject {
    char kind[12];
    uint64_t number;
};

/* "by" "revalidator-0"; "from" "DELETED"; "in" "umap_sweep". The name may be empty. */
struct violation_trait {
    char name[20];
    char word[96];
    uint8_t actor; /* Whose name the word is; VIOLATION_NOBODY: it is none. */
};

/* What one actor does: "handler-0" "waits for" "mutex" 4, held by "main". */
struct violation_part {
    uint8_t actor;
    char name[16];
    char does[24];
    bool waits;                               /* It is blocked. */
    struct violation_subject object, holding; /* What that is done to, and what it has got. */
    char held_by[40];                         /* Roles, as violation_role() has them; or empty. */
    /* The clause of the message that is about it begins so many bytes before the message's end, at
     * which the last part's ends; 0: there is none. */
    uint16_t clause;
};

/* Between the clauses of a message, and before the first. */
#define VIOLATION_SEPARATOR "; "

struct violation {
    /* The invariant's tag and what is wrong: "ONCE/credited-twice". The tag alone where one word
     * says it all; empty: there is none. */
    char rule[48];
    uint8_t n_subjects, n_traits, n_parts;
    struct violation_subject subjects[VIOLATION_MAX_SUBJECTS];
    struct violation_trait traits[VIOLATION_MAX_TRAITS];
    struct violation_part parts[VIOLATION_MAX_PARTS];
};

/* A violation of a rule, about nothing yet. Longer rules are cut off. */
void violation_init(struct violation *, const char *rule);
/* Adds a subject, a trait, an actor as a trait, a part. One too many is left out; a part is then
 * written where nobody reads it. The part has an actor and says what it does. */
void violation_add(struct violation *, const char *kind, uint64_t number);
void violation_add_trait(struct violation *, const char *name, const char *word);
void violation_add_actor(struct violation *, const char *name, unsigned actor, const char *called);
struct violation_part *violation_add_part(struct violation *, unsigned actor, const char *called,
                                          const char *does);
void violation_set_subject(struct violation_subject *, const char *kind, uint64_t number);

/* Adds the role of an actor that holds up the part's, once. */
void violation_held_by(struct violation_part *, const char *called);

/* The length of what a message says before it comes to the parts: all of it, where they have no
 * clauses. */
size_t violation_intro(const struct violation *, const char *message);
/* The clause of the message about the i-th part, which is not ended by a zero; stores its length, 0 if
 * there is none. */
const char *violation_clause(const struct violation *, const char *message, unsigned i,
                             size_t *length);

/* Whether it is of this rule. */
bool violation_is(const struct violation *, const char *rule);

/* Whether it is about something of a kind; stores the number of the first such. */
bool violation_about(const struct violation *, const char *kind, uint64_t *number);

/* The tag of the rule, cut off at `size`. */
void violation_tag(const struct violation *, char *tag, size_t size);

/* The role of an actor of that name: "handler" of "handler-1". */
void violation_role(const char *called, char *role, size_t size);

/* Writes a message in which each subject and object of the violation, such as "mutex 7", is called
 * what `name` says; NULL: it stays. Done here, where the messages come from. */
typedef const char *violation_name(void *aux, const struct violation_subject *);
void violation_rename(const struct violation *, const char *message, violation_name *, void *aux,
                      char *renamed, size_t size);

/* The last that is done to each message once it is written: nothing. A test that links another one
 * finds out whether anything depends on the words. */
void violation_message_done(char *message, size_t size);

#endif /* violation.h */
