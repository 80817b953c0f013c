#include "report/objects/internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/events.h"

enum object_class event_object_class(unsigned kind)
{
    if (kind >= EVENT_MUTEX_LOCK && kind <= EVENT_SPIN_UNLOCK) {
        return OBJECT_LOCK;
    }
    if (kind >= EVENT_COND_WAIT && kind <= EVENT_COND_BROADCAST) {
        return OBJECT_COND;
    }
    if (kind == EVENT_BARRIER_WAIT || kind == EVENT_BARRIER_PASS) {
        return OBJECT_BARRIER;
    }
    if (kind >= EVENT_SEM_WAIT && kind <= EVENT_SEM_POST) {
        return OBJECT_SEMAPHORE;
    }
    return kind == EVENT_ONCE ? OBJECT_ONCE : OBJECT_CLASSES;
}

static const char *kind_word(unsigned event)
{
    static const char *const words[OBJECT_CLASSES] = {
        [OBJECT_COND] = "condition",
        [OBJECT_BARRIER] = "barrier",
        [OBJECT_SEMAPHORE] = "semaphore",
        [OBJECT_ONCE] = "once",
    };

    if (event_object_class(event) != OBJECT_LOCK) {
        return words[event_object_class(event)];
    }
    return event <= EVENT_MUTEX_UNLOCK    ? "mutex"
           : event <= EVENT_RWLOCK_UNLOCK ? "rwlock"
                                          : "spinlock";
}

const struct report_object *report_object(const struct report_objects *objects,
                                          enum object_class class, uint64_t number)
{
    bool exists = objects && class < OBJECT_CLASSES && number < objects->n[class] &&
                  objects->of[class][number].kind;

    return exists ? &objects->of[class][number] : NULL;
}

uint64_t report_objects_highest(const struct report_objects *o, enum object_class class)
{
    return o->n[class] ? o->n[class] - 1 : 0;
}

/* What the source calls an object, where it is made or used. */

/* Copies the first argument of the first call in `text` whose name says that it is one of pthread's
 * or a wrapper of it: "ukey->mutex" from "CHECK(!pthread_mutex_init(&ukey->mutex, NULL));". */
static bool take_argument(const char *text, char *argument, size_t size)
{
    static const char *const verbs[] = {"init", "lock", "wait", "signal", "broadcast", "post"};

    for (const char *open = text; (open = strchr(open, '(')); open++) {
        const char *name = open, *from = open + 1;
        bool fits = false;
        unsigned depth = 0;
        size_t n = 0;

        while (name > text && (isalnum((unsigned char)name[-1]) || name[-1] == '_')) {
            name--;
        }
        for (unsigned i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
            const char *verb = memmem(name, (size_t)(open - name), verbs[i], strlen(verbs[i]));

            fits |= verb != NULL;
        }
        from += strspn(from, " &");
        while (from[n] && (depth || (from[n] != ',' && from[n] != ')'))) {
            depth += from[n] == '(' || from[n] == '[';
            depth -= from[n] == ')' || from[n] == ']';
            n++;
        }
        if (fits && n && n < size && from[n]) {
            snprintf(argument, size, "%.*s", (int)n, from);
            return true;
        }
    }
    return false;
}

/* The name without its number among those that are called the same. */
static void base_name(const struct recording_object *recorded, const struct source_line *line,
                      const char *kind, char *base, size_t size)
{
    char text[256];

    if (recorded->name[0]) {
        snprintf(base, size, "%s", recorded->name);
    } else if (line && source_text(line->file, line->line, text, sizeof text) &&
               take_argument(text, base, size)) {
        return;
    } else if (line) {
        snprintf(base, size, "%s of %s()", kind, line->function);
    } else {
        base[0] = '\0';
    }
}

enum { BASE_SIZE = 48 };

struct base {
    char text[BASE_SIZE];
    bool is_twice; /* Another has the same. */
    unsigned ordinal;
};

static void number_bases(struct base *bases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bases[i].ordinal = 1;
        for (size_t j = i; j-- > 0;) {
            if (!strcmp(bases[i].text, bases[j].text)) {
                bases[i].is_twice = bases[j].is_twice = true;
                bases[i].ordinal = bases[j].ordinal + 1;
                break;
            }
        }
    }
}

static void name_object(struct report_object *object, uint64_t number, const struct base *base)
{
    object->is_named = true;
    if (object->ukey && !(object->recorded && object->recorded->name[0])) {
        snprintf(object->name, sizeof object->name, "ukey %llu's mutex",
                 (unsigned long long)object->ukey);
    } else if (base && base->text[0] && base->is_twice) {
        snprintf(object->name, sizeof object->name, "%s #%u", base->text, base->ordinal);
    } else if (base && base->text[0]) {
        snprintf(object->name, sizeof object->name, "%s", base->text);
    } else {
        snprintf(object->name, sizeof object->name, "%s %llu", object->kind,
                 (unsigned long long)number);
        object->is_named = false;
    }
}

static bool name_all(struct report_objects *o, const struct recording *r,
                     const struct source_map *map)
{
    struct base *bases = calloc(r->n_objects + 1, sizeof *bases);

    if (!bases) {
        return false;
    }
    for (size_t i = 0; i < r->n_objects; i++) {
        const struct recording_object *recorded = &r->objects[i];
        struct report_object *object = objects_find(o, recorded->class, recorded->number);
        struct source_stack source;

        source_of_frames(map, recorded->frames, &source);
        base_name(recorded, source_best(&source), object && object->kind ? object->kind : "object",
                  bases[i].text, BASE_SIZE);
        if (object && object->kind && recorded->number) {
            object->recorded = recorded;
            object->source = source;
        }
    }
    number_bases(bases, r->n_objects);
    for (unsigned class = 0; class < OBJECT_CLASSES; class ++) {
        for (uint64_t number = 0; number < o->n[class]; number++) {
            struct report_object *object = &o->of[class][number];

            if (object->kind) {
                name_object(object, number,
                            object->recorded ? &bases[object->recorded - r->objects] : NULL);
            }
        }
    }
    free(bases);
    return true;
}

/* Objects are numbered in the order of their first use: there are no more than events. */
static bool collect(struct report_objects *o, const struct recording *r)
{
    for (unsigned class = 0; class < OBJECT_CLASSES; class ++) {
        for (size_t i = 0; i < r->n_events; i++) {
            const struct event *e = &r->events[i];

            if (event_object_class(e->kind) == class && e->object <= RECORDING_MAX_EVENTS &&
                e->object >= o->n[class]) {
                o->n[class] = e->object + 1;
            }
        }
        o->of[class] = calloc(o->n[class] + 1, sizeof *o->of[class]);
        if (!o->of[class]) {
            return false;
        }
    }
    for (size_t i = 0; i < r->n_events; i++) {
        struct report_object *object =
            objects_find(o, event_object_class(r->events[i].kind), r->events[i].object);

        if (object) {
            object->kind = kind_word(r->events[i].kind);
        }
    }
    return true;
}

struct report_objects *report_objects_make(const struct recording *r, const struct source_map *map)
{
    struct report_objects *o = calloc(1, sizeof *o);

    if (o && collect(o, r) && objects_find_guards(o, r) && name_all(o, r, map)) {
        return o;
    }
    report_objects_free(o);
    return NULL;
}

void report_objects_free(struct report_objects *o)
{
    for (unsigned class = 0; o && class < OBJECT_CLASSES; class ++) {
        free(o->of[class]);
    }
    free(o);
}

bool report_object_origin(const struct report_object *object, const struct recording *r,
                          char *origin, size_t size)
{
    const struct source_line *line = object ? source_best(&object->source) : NULL;

    if (line) {
        snprintf(origin, size, "%s by %s in %s (%s:%u)",
                 object->recorded->made ? "made" : "first used",
                 r->names[object->recorded->actor % RUNTIME_MAX_ACTORS], line->function,
                 source_base(line->file), line->line);
    }
    return line != NULL;
}
