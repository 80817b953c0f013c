#include "objects.h"

#include <stdio.h>
#include <string.h>

#include "pthread_api.h"
#include "scheduler.h"

/* gdb/runtime.py reads these. */
static struct runtime_object objects_kept[RUNTIME_MAX_OBJECTS];
static size_t n_objects_kept;
static bool followed;
static unsigned n_left[OBJECT_CLASSES], n_never_made;

void objects_begin(bool followed_)
{
    followed = followed_;
    n_objects_kept = 0;
    n_never_made = 0;
    for (unsigned i = 0; i < OBJECT_CLASSES; i++) {
        n_left[i] = 0;
    }
}

enum object_class runtime_object_class(const char *kind)
{
    static const struct {
        const char *kind;
        enum object_class class;
    } kinds[] = {
        {"mutex", OBJECT_LOCK},          {"rwlock", OBJECT_LOCK},    {"spinlock", OBJECT_LOCK},
        {"lock", OBJECT_LOCK},           {"condition", OBJECT_COND}, {"barrier", OBJECT_BARRIER},
        {"semaphore", OBJECT_SEMAPHORE},
    };

    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!strcmp(kinds[i].kind, kind)) {
            return kinds[i].class;
        }
    }
    return OBJECT_CLASSES;
}

unsigned runtime_n_left(enum object_class class)
{
    return n_left[class];
}

unsigned runtime_n_never_made(void)
{
    return n_never_made;
}

void objects_count_made(enum object_class class, uint32_t *made_in)
{
    *made_in = scheduler.running ? scheduler.generation : 0;
    n_left[class] += scheduler.running;
}

void objects_count_destroyed(enum object_class class, uint32_t *made_in)
{
    if (scheduler.running && *made_in == scheduler.generation) {
        n_left[class]--;
    } else {
        n_never_made += scheduler.running;
    }
    *made_in = 0;
}

size_t runtime_n_objects(void)
{
    return n_objects_kept;
}

const struct runtime_object *runtime_object_at(size_t index)
{
    return &objects_kept[index];
}

/* The one that is at an address now; NULL if none is known. */
static struct runtime_object *find(const volatile void *address)
{
    for (size_t i = n_objects_kept; i-- > 0;) {
        if (objects_kept[i].address == address) {
            return &objects_kept[i];
        }
    }
    return NULL;
}

static struct runtime_object *add(const volatile void *address, enum object_class class)
{
    struct runtime_object *o;

    if (n_objects_kept == RUNTIME_MAX_OBJECTS) {
        return NULL;
    }
    o = &objects_kept[n_objects_kept++];
    o->address = (const void *)address;
    o->class = class;
    o->number = 0;
    o->made = true;
    o->actor = (uint16_t)scheduler.current;
    o->event = event_log_length();
    o->name[0] = '\0';
    o->n_frames = runtime_return_addresses(o->frames, RUNTIME_OBJECT_FRAMES);
    return o;
}

void objects_made(const volatile void *address, enum object_class class)
{
    if (__builtin_expect(followed && scheduler.running, 0)) {
        objects_destroyed(address); /* What was there before was freed without a word. */
        (void)add(address, class);
    }
}

void objects_numbered(const volatile void *address, enum object_class class, uint32_t number)
{
    struct runtime_object *o;

    if (__builtin_expect(!followed, 1)) {
        return;
    }
    o = find(address);
    if (!o || o->class != class || o->number) {
        objects_destroyed(address);
        o = add(address, class);
        if (!o) {
            return;
        }
        o->made = false;
    }
    o->number = number;
}

void objects_destroyed(const volatile void *address)
{
    struct runtime_object *o = followed ? find(address) : NULL;

    if (o) {
        o->address = NULL;
    }
}

void runtime_set_name(const volatile void *address, const char *name)
{
    struct runtime_object *o = followed && scheduler.running ? find(address) : NULL;

    if (o) {
        tsan_ignore_begin();
        snprintf(o->name, sizeof o->name, "%s", name);
        tsan_ignore_end();
    }
}
