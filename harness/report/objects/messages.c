/*
 * Objects in messages: the runtime's violations name them by number.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/objects/objects.h"

static const struct {
    const char *word;
    enum object_class class;
} words[] = {
    {"mutex ", OBJECT_LOCK},          {"rwlock ", OBJECT_LOCK},    {"spinlock ", OBJECT_LOCK},
    {"lock ", OBJECT_LOCK},           {"condition ", OBJECT_COND}, {"barrier ", OBJECT_BARRIER},
    {"semaphore ", OBJECT_SEMAPHORE},
};
enum { N_WORDS = sizeof words / sizeof words[0] };

/* Whether "mutex 7" or the like begins at `at`, which is in `message`; stores where it ends. */
static bool take_object(const char *message, const char *at, struct named_object *object,
                        const char **end)
{
    if (at > message && isalnum((unsigned char)at[-1])) {
        return false;
    }
    for (unsigned i = 0; i < N_WORDS; i++) {
        size_t n = strlen(words[i].word);

        if (!strncmp(at, words[i].word, n) && isdigit((unsigned char)at[n])) {
            char *after;

            *object = (struct named_object){words[i].class, strtoull(at + n, &after, 10)};
            *end = after;
            return true;
        }
    }
    return false;
}

unsigned report_objects_in_message(const char *message, struct named_object *objects, unsigned max)
{
    unsigned n = 0;

    for (const char *at = message, *end; *at && n < max; at++) {
        bool is_new = take_object(message, at, &objects[n], &end);

        for (unsigned i = 0; i < n && is_new; i++) {
            is_new = objects[i].class != objects[n].class || objects[i].number != objects[n].number;
        }
        n += is_new;
    }
    return n;
}

void report_objects_rename(const struct report_objects *o, const char *message, char *renamed,
                           size_t size)
{
    FILE *stream = fmemopen(renamed, size, "w");

    if (!stream) {
        snprintf(renamed, size, "%s", message);
        return;
    }
    for (const char *at = message; *at;) {
        struct named_object named;
        const char *end;
        const struct report_object *object = take_object(message, at, &named, &end)
                                                 ? report_object(o, named.class, named.number)
                                                 : NULL;

        if (!object || !object->is_named) {
            putc(*at++, stream);
        } else {
            bool says_kind = strstr(object->name, object->kind) != NULL;

            fprintf(stream, "%s%s%s", says_kind ? "" : object->kind, says_kind ? "" : " ",
                    object->name);
            at = end;
        }
    }
    putc('\0', stream);
    fclose(stream);
    renamed[size - 1] = '\0';
}
