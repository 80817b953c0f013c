#include "misuse.h"

#include <stdarg.h>
#include <stdio.h>

#include "rules.h"

static void begin(struct violation *v, const char *rule)
{
    violation_init(v, rule);
    violation_add_actor(v, "by", actor_self(), actor_name(actor_self()));
}

static _Noreturn void end(const struct violation *v, const char *format, va_list args)
{
    char message[sizeof((struct runtime_outcome *)NULL)->message];

    vsnprintf(message, sizeof message, format, args);
    runtime_violation_of(v, "%s", message);
}

static void begin_of(struct violation *v, const char *rule, const struct misused *object)
{
    begin(v, rule);
    violation_add(v, object->kind, object->number);
    if (object->role) {
        violation_add_actor(v, object->role, object->other, actor_name(object->other));
    }
}

void misuse_of(const char *rule, struct misused object, const char *format, ...)
{
    struct violation v;
    va_list args;

    begin_of(&v, rule, &object);
    va_start(args, format);
    end(&v, format, args);
}

void misuse_breaks(enum runtime_rule which, const char *rule, struct misused object,
                   const char *format, ...)
{
    char message[sizeof((struct runtime_outcome *)NULL)->message];
    struct violation v;
    va_list args;

    if (!rule_is_on(which)) {
        return;
    }
    begin_of(&v, rule, &object);
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    rule_broken(which, &v, message);
}

void misuse_in(const char *rule, const char *trait, const char *word, const char *format, ...)
{
    struct violation v;
    va_list args;

    begin(&v, rule);
    violation_add_trait(&v, trait, word);
    va_start(args, format);
    end(&v, format, args);
}
