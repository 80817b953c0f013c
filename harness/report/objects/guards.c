/*
 * Which mutex guards which ukey: the one that is held whenever the ukey's state changes. The cache
 * does not say so, and a report shall not have to know how a cache is made.
 */
#include <stdlib.h>
#include <string.h>

#include "model/events.h"
#include "report/objects/internal.h"

enum { MAX_UKEYS = 4096, MAX_HELD = 8 };
#define NO_MUTEX UINT64_MAX

struct guards {
    bool moved;
    unsigned n; /* Mutexes that were held at each of its steps. */
    uint64_t mutexes[MAX_HELD];
};

struct held {
    unsigned n;
    uint64_t mutexes[MAX_HELD];
};

static void let_go(struct held *held, uint64_t mutex)
{
    for (unsigned i = held->n; i-- > 0;) {
        if (held->mutexes[i] == mutex) {
            held->mutexes[i] = held->mutexes[--held->n];
            return;
        }
    }
}

static void follow_held(struct held *held, const struct event *e)
{
    switch ((unsigned)e->kind) {
    case EVENT_MUTEX_LOCK:
    case EVENT_MUTEX_TRYLOCK_OK:
        if (held->n < MAX_HELD) {
            held->mutexes[held->n++] = e->object;
        }
        break;
    case EVENT_MUTEX_UNLOCK:
        let_go(held, e->object);
        break;
    case EVENT_COND_WAIT:
        let_go(held, e->value[0]);
        break;
    default:
        break;
    }
}

static bool is_held(const struct held *held, uint64_t mutex)
{
    for (unsigned i = 0; i < held->n; i++) {
        if (held->mutexes[i] == mutex) {
            return true;
        }
    }
    return false;
}

static void note_step(struct guards *ukey, const struct held *held)
{
    unsigned n = 0;

    if (!ukey->moved) {
        ukey->moved = true;
        ukey->n = held->n;
        memcpy(ukey->mutexes, held->mutexes, sizeof held->mutexes);
        return;
    }
    for (unsigned i = 0; i < ukey->n; i++) {
        if (is_held(held, ukey->mutexes[i])) {
            ukey->mutexes[n++] = ukey->mutexes[i];
        }
    }
    ukey->n = n;
}

static void count_step(struct report_objects *o, const struct held *held)
{
    for (unsigned i = 0; i < held->n; i++) {
        struct report_object *object = objects_find(o, OBJECT_LOCK, held->mutexes[i]);

        if (object) {
            object->n_steps++;
        }
    }
}

/* Of the mutexes that were held at each step of the ukey, the one that was held at the fewest steps
 * of others; NO_MUTEX if that is more than one. */
static uint64_t guard_of(const struct guards *ukey, const struct report_objects *o)
{
    uint64_t guard = NO_MUTEX;
    uint32_t fewest = UINT32_MAX;

    for (unsigned i = 0; i < ukey->n; i++) {
        const struct report_object *object = report_object(o, OBJECT_LOCK, ukey->mutexes[i]);
        uint32_t n_steps = object ? object->n_steps : UINT32_MAX;

        if (n_steps <= fewest) {
            guard = n_steps < fewest ? ukey->mutexes[i] : NO_MUTEX;
            fewest = n_steps;
        }
    }
    return guard;
}

/* A mutex that would guard two ukeys guards neither. */
static void take_guards(struct report_objects *o, const struct guards *ukeys)
{
    for (uint64_t serial = 1; serial < MAX_UKEYS; serial++) {
        struct report_object *guard = objects_find(o, OBJECT_LOCK, guard_of(&ukeys[serial], o));

        if (guard) {
            guard->is_shared |= guard->ukey != 0;
            guard->ukey = serial;
        }
    }
    for (uint64_t number = 0; number < o->n[OBJECT_LOCK]; number++) {
        struct report_object *guard = objects_find(o, OBJECT_LOCK, number);

        guard->ukey = guard->is_shared ? 0 : guard->ukey;
    }
}

bool objects_find_guards(struct report_objects *o, const struct recording *r)
{
    struct guards *ukeys = calloc(MAX_UKEYS, sizeof *ukeys);
    struct held held[RUNTIME_MAX_ACTORS] = {{.n = 0}};

    if (!ukeys) {
        return false;
    }
    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        follow_held(&held[e->actor], e);
        if ((unsigned)e->kind == EVENT_TRANSITION && e->value[0] < MAX_UKEYS) {
            note_step(&ukeys[e->value[0]], &held[e->actor]);
            count_step(o, &held[e->actor]);
        }
    }
    take_guards(o, ukeys);
    free(ukeys);
    return true;
}
