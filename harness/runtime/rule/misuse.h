/*
 * How the primitives say that they are misused: by the running actor, and what of.
 */
#ifndef RUNTIME_MISUSE_H
#define RUNTIME_MISUSE_H 1

#include "runtime/runtime.h"

/* Of an object of a kind: "mutex" 7. `other` is an actor who has to do with it, in the trait `role`;
 * NULL: there is none. [actor] */
struct misused {
    const char *kind;
    uint64_t number;
    const char *role;
    unsigned other;
};
_Noreturn void misuse_of(const char *rule, struct misused, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of a rule that has a switch. Returns if it is off or late. */
void misuse_breaks(enum runtime_rule, const char *rule, struct misused, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#define MISUSED(KIND, NUMBER)                   ((struct misused){.kind = KIND, .number = (NUMBER)})
#define MISUSED_WITH(KIND, NUMBER, ROLE, OTHER) ((struct misused){KIND, NUMBER, ROLE, OTHER})

/* In a call, or with another word that tells it from others of the rule. [actor] */
_Noreturn void misuse_in(const char *rule, const char *trait, const char *word, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

#endif /* misuse.h */
