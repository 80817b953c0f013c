/*
 * How much steps say about a violation of LOCK, or a livelock: of each lock that it is about,
 * who got it and holds it still; of an inversion, where each actor took the one lock while it held
 * the other; of a deadlock, where each began to wait, and the last that woke somebody there.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum { MAX_NAMED = 16, MAX_HELD = 32, MAX_EDGES = 8 };
enum { WEIGHT_CYCLE = 95, WEIGHT_LAST_WAKING = 90 };

/* "ACTOR took lock TO holding lock FROM", and the latest steps in which it did. */
struct edge {
    unsigned actor;
    uint64_t to, from;
    size_t at_to, at_from; /* SIZE_MAX: none. */
};

struct holds {
    unsigned n;
    struct {
        uint64_t object;
        size_t step;
    } of[MAX_HELD];
};

struct walk {
    struct timeline *t;
    unsigned n_named, n_edges;
    struct named_object named[MAX_NAMED];
    struct edge edges[MAX_EDGES];
    struct holds holds[RUNTIME_MAX_ACTORS];
};

static bool is_named(const struct walk *w, enum object_class class, uint64_t number)
{
    for (unsigned i = 0; i < w->n_named; i++) {
        if (w->named[i].class == class && w->named[i].number == number) {
            return true;
        }
    }
    return false;
}

/* "ACTOR took lock TO holding lock FROM". */
static void take_edge(struct walk *w, const struct violation_part *part)
{
    if (part->holding.kind[0] && w->n_edges < MAX_EDGES) {
        w->edges[w->n_edges++] = (struct edge){.actor = part->actor,
                                               .to = part->object.number,
                                               .from = part->holding.number,
                                               .at_to = SIZE_MAX};
    }
}

/* Where an actor began to wait for a lock that others hold. */
static void take_wait(struct walk *w, const struct violation_part *part)
{
    if (!part->waits || runtime_object_class(part->object.kind) != OBJECT_LOCK) {
        return;
    }
    for (size_t i = w->t->n_steps; i-- > 0;) {
        const struct event *e = &w->t->recording->events[i];

        if (e->actor == part->actor && e->kind != EVENT_VIOLATION) {
            if (e->kind == EVENT_SWITCH && !e->value[0]) {
                w->t->steps[i].blocked_on = (uint32_t)part->object.number;
                timeline_raise(&w->t->steps[i], WEIGHT_CYCLE);
            }
            return;
        }
    }
}

static bool acquires(unsigned kind)
{
    return kind == EVENT_MUTEX_LOCK || kind == EVENT_MUTEX_TRYLOCK_OK ||
           kind == EVENT_RWLOCK_RDLOCK || kind == EVENT_RWLOCK_WRLOCK || kind == EVENT_SPIN_LOCK;
}

static size_t held_since(const struct holds *holds, uint64_t object)
{
    for (unsigned i = 0; i < holds->n; i++) {
        if (holds->of[i].object == object) {
            return holds->of[i].step;
        }
    }
    return SIZE_MAX;
}

static void let_go(struct holds *holds, uint64_t object)
{
    for (unsigned i = holds->n; i-- > 0;) {
        if (holds->of[i].object == object) {
            memmove(&holds->of[i], &holds->of[i + 1], (holds->n - i - 1) * sizeof holds->of[0]);
            holds->n--;
            return;
        }
    }
}

static void note_acquired(struct walk *w, const struct event *e, size_t step)
{
    struct holds *holds = &w->holds[e->actor];

    for (unsigned i = 0; i < w->n_edges; i++) {
        struct edge *edge = &w->edges[i];

        if (edge->actor == e->actor && edge->to == e->object &&
            held_since(holds, edge->from) != SIZE_MAX) {
            edge->at_to = step;
            edge->at_from = held_since(holds, edge->from);
        }
    }
    if (holds->n < MAX_HELD) {
        holds->of[holds->n].object = e->object;
        holds->of[holds->n++].step = step;
    }
}

static void follow(struct walk *w)
{
    for (size_t i = 0; i < w->t->n_steps; i++) {
        const struct event *e = &w->t->recording->events[i];

        if (acquires(e->kind)) {
            note_acquired(w, e, i);
        } else if (e->kind == EVENT_MUTEX_UNLOCK || e->kind == EVENT_RWLOCK_UNLOCK ||
                   e->kind == EVENT_SPIN_UNLOCK) {
            let_go(&w->holds[e->actor], e->object);
        } else if (e->kind == EVENT_COND_WAIT) {
            let_go(&w->holds[e->actor], e->value[0]);
        }
    }
}

/* The last that could have woken those who wait at each object that is named. */
static void raise_last_wakings(struct walk *w)
{
    for (unsigned i = 0; i < w->n_named; i++) {
        for (size_t step = w->t->n_steps; step-- > 0;) {
            const struct event *e = &w->t->recording->events[step];

            if ((e->kind == EVENT_COND_SIGNAL || e->kind == EVENT_COND_BROADCAST ||
                 e->kind == EVENT_SEM_POST) &&
                event_object_class(e->kind) == w->named[i].class &&
                e->object == w->named[i].number) {
                timeline_raise(&w->t->steps[step], WEIGHT_LAST_WAKING);
                break;
            }
        }
    }
}

void timeline_weigh_locks(struct timeline *t)
{
    const struct violation *v = &t->recording->outcome.violation;
    struct walk *w = calloc(1, sizeof *w);

    if (!w) {
        return;
    }
    w->t = t;
    w->n_named = report_objects_of(v, w->named, MAX_NAMED);
    for (unsigned i = 0; i < v->n_parts; i++) {
        take_edge(w, &v->parts[i]);
        take_wait(w, &v->parts[i]);
    }
    follow(w);
    for (unsigned i = 0; i < w->n_edges; i++) {
        if (w->edges[i].at_to != SIZE_MAX) {
            timeline_raise(&t->steps[w->edges[i].at_to], WEIGHT_CYCLE);
            timeline_raise(&t->steps[w->edges[i].at_from], WEIGHT_CYCLE);
        }
    }
    for (unsigned actor = 0; actor < RUNTIME_MAX_ACTORS; actor++) {
        for (unsigned i = 0; i < w->holds[actor].n; i++) {
            if (is_named(w, OBJECT_LOCK, w->holds[actor].of[i].object)) {
                timeline_raise(&t->steps[w->holds[actor].of[i].step], WEIGHT_CYCLE);
            }
        }
    }
    if (timeline_is_deadlock(t->recording)) {
        raise_last_wakings(w);
    }
    free(w);
}
