#include "search/places.h"

#include <stdlib.h>
#include <string.h>

/* What each difference costs. A function may have been given another name, or part of it; a lock
 * more moves the count of some event; landmarks stay what they are unless much has changed. */
enum {
    COST_FUNCTION = 4,
    COST_NTH = 3,
    COST_NTH_MAX = 18,
    COST_LANDMARK = 24,
    COST_LANDMARK_NTH = 12,
    COST_LANDMARK_NTH_MAX = 48,
    COST_EVENT = 30,
    COST_MAX = 60, /* What costs more is not meant. */
};

static uint16_t one_more(uint16_t n)
{
    return n == UINT16_MAX ? n : (uint16_t)(n + 1);
}

static bool is_place(const struct event *e)
{
    return e->kind != EVENT_SWITCH && e->kind != EVENT_TIME && e->kind != EVENT_VIOLATION &&
           e->kind < EVENT_KINDS;
}

static const char *function_of(const struct recording *r, const struct source_map *map,
                               size_t event)
{
    struct source_stack stack;
    const struct source_line *line;

    source_of_event(map, r, event, &stack);
    line = source_best(&stack);
    return line ? line->function : "";
}

/* Counts the place at `i`, the last so far, by those of its actor before it. */
static void count(struct places *places, size_t i)
{
    struct place *p = &places->list[i];
    bool landmark = anchor_is_landmark(p->event);

    p->nth = 1;
    for (size_t j = p->before; j != PLACES_NONE; j = places->list[j].before) {
        const struct place *q = &places->list[j];

        if (q->event == p->event && q->operation == p->operation &&
            (landmark || !strcmp(q->function, p->function))) {
            p->nth = one_more(q->nth);
            break;
        }
        if (!landmark && anchor_is_landmark(q->event)) {
            break;
        }
    }
    if (!landmark && p->before != PLACES_NONE) {
        const struct place *q = &places->list[p->before];

        p->landmark = anchor_is_landmark(q->event) ? q->event : q->landmark;
        p->landmark_nth = anchor_is_landmark(q->event) ? q->nth : q->landmark_nth;
    }
}

bool places_make(struct places *places, const struct recording *r, const struct source_map *map)
{
    size_t last[RUNTIME_MAX_ACTORS];

    *places = (struct places){.has_functions = map != NULL};
    places->list = calloc(r->n_events + 1, sizeof *places->list);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        last[i] = PLACES_NONE;
    }
    for (size_t i = 0; places->list && i < r->n_events; i++) {
        const struct event *e = &r->events[i];
        struct place *p = &places->list[places->n];

        if (is_place(e)) {
            *p = (struct place){
                .actor = (uint8_t)e->actor,
                .event = (uint8_t)e->kind,
                .point = e->point,
                .function = anchor_is_landmark(e->kind) ? "" : function_of(r, map, i),
                .before = last[e->actor],
            };
            if (e->kind == EVENT_ATOMIC || e->kind == EVENT_MEMORY) {
                p->operation = (uint8_t)(e->value[0] & 3);
            }
            count(places, places->n);
            last[e->actor] = places->n++;
        }
    }
    return places->list;
}

void places_free(struct places *places)
{
    free(places->list);
}

/* A preemption and what is known of it, while they are brought into order. */
struct ordered {
    size_t when; /* The event at which it took place; SIZE_MAX: it did not. */
    unsigned index;
    struct preemption preemption;
};

static int compare(const void *a_, const void *b_)
{
    const struct ordered *a = a_, *b = b_;

    if (a->when != b->when) {
        return a->when < b->when ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Where in the recording the preemption took place: the switch; of an actor that kept running, its
 * first event at that point or later. */
static size_t find(const struct recording *r, const struct preemption *p)
{
    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        if (e->actor != p->actor) {
            continue;
        }
        if (p->target == p->actor
                ? e->point >= p->point
                : e->kind == EVENT_SWITCH && e->point == p->point && e->object == p->target) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The last place of the actor before its point, and before event `when`; NULL if there is none. */
static const struct place *place_before(const struct places *places, const struct recording *r,
                                        const struct preemption *p, size_t when)
{
    const struct place *last = NULL, *place = places->list;

    for (size_t i = 0; i < when; i++) {
        if (is_place(&r->events[i])) {
            last = place->actor == p->actor && place->point < p->point ? place : last;
            place++;
        }
    }
    return last;
}

/* What the preemption, which took place at event `when`, means. */
static struct anchor anchor_of(struct anchors *anchors, const struct places *places,
                               const struct recording *r, const struct preemption *p, size_t when)
{
    const struct place *from = place_before(places, r, p, when);

    if (!from) {
        return (struct anchor){.kind = ANCHOR_START, .more = (uint16_t)(p->point - 1)};
    }
    return (struct anchor){
        .kind = ANCHOR_EVENT,
        .event = from->event,
        .operation = from->operation,
        .landmark = from->landmark,
        .function = (uint8_t)anchors_function(anchors, from->function, strlen(from->function)),
        .nth = from->nth,
        .landmark_nth = from->landmark_nth,
        .more = (uint16_t)(p->point - from->point - 1),
    };
}

void places_anchor(const struct places *places, const struct recording *r, struct scenario *s)
{
    static struct ordered list[SCENARIO_MAX_PREEMPTIONS];
    unsigned n = s->n_preemptions;

    scenario_drop_anchors(s);
    for (unsigned i = 0; i < n; i++) {
        list[i] = (struct ordered){.index = i, .preemption = s->preemptions[i]};
        list[i].when = find(r, &list[i].preemption);
    }
    qsort(list, n, sizeof *list, compare);
    for (unsigned i = 0; i < n; i++) {
        s->preemptions[i] = list[i].preemption;
        if (i < SCENARIO_MAX_ANCHORS && list[i].when != SIZE_MAX && list[i].preemption.point > 0) {
            s->anchors.list[i] =
                anchor_of(&s->anchors, places, r, &s->preemptions[i], list[i].when);
            s->anchors.n = (uint16_t)(i + 1);
        }
    }
}

bool places_confirm(const struct places *places, const struct recording *r,
                    const struct scenario *s, unsigned i)
{
    static struct anchors seen;
    size_t when = find(r, &s->preemptions[i]);
    struct anchor a, wanted = s->anchors.list[i];

    if (when == SIZE_MAX || s->preemptions[i].point == 0) {
        return false;
    }
    seen.n_functions = 0;
    a = anchor_of(&seen, places, r, &s->preemptions[i], when);
    if (!places->has_functions) {
        a.function = wanted.function = 0;
        a.nth = wanted.nth; /* Counted in the function. */
    }
    return anchor_same(&seen, &a, &s->anchors, &wanted);
}

static unsigned distance(unsigned a, unsigned b)
{
    return a < b ? b - a : a - b;
}

static unsigned at_most(unsigned n, unsigned max)
{
    return n < max ? n : max;
}

static unsigned cost_of(const struct places *places, const struct place *p,
                        const struct scenario *s, const struct anchor *a)
{
    const char *function = anchor_function(&s->anchors, a);
    unsigned cost = 0;

    if (p->event != a->event || p->operation != a->operation) {
        cost += COST_EVENT;
    }
    if (places->has_functions && strncmp(p->function, function, ANCHOR_FUNCTION_SIZE - 1) != 0) {
        cost += COST_FUNCTION;
    }
    if (p->landmark != a->landmark) {
        cost += COST_LANDMARK;
    } else {
        cost += at_most(COST_LANDMARK_NTH * distance(p->landmark_nth, a->landmark_nth),
                        COST_LANDMARK_NTH_MAX);
    }
    return cost + at_most(COST_NTH * distance(p->nth, a->nth), COST_NTH_MAX);
}

/* Puts a match where it belongs among the best. */
static size_t insert(struct place_match *matches, size_t n, size_t max, struct place_match match,
                     uint32_t hint)
{
    size_t at = n;

    while (at > 0 && (match.cost < matches[at - 1].cost ||
                      (match.cost == matches[at - 1].cost &&
                       distance(match.point, hint) < distance(matches[at - 1].point, hint)))) {
        at--;
    }
    if (at == max) {
        return n;
    }
    n = n < max ? n + 1 : n;
    memmove(&matches[at + 1], &matches[at], (n - at - 1) * sizeof *matches);
    matches[at] = match;
    return n;
}

size_t places_match(const struct places *places, const struct scenario *s, unsigned i,
                    struct place_match *matches, size_t max)
{
    const struct anchor *a = &s->anchors.list[i];
    const struct preemption *p = &s->preemptions[i];
    size_t n = 0;

    if (a->kind == ANCHOR_START) {
        matches[0] = (struct place_match){a->more + 1U, 0};
        return 1;
    }
    for (size_t j = 0; a->kind == ANCHOR_EVENT && j < places->n; j++) {
        const struct place *place = &places->list[j];
        unsigned cost = place->actor == p->actor ? cost_of(places, place, s, a) : COST_MAX + 1;
        uint32_t point = place->point + 1 + a->more;

        if (cost <= COST_MAX && point <= UINT16_MAX) {
            n = insert(matches, n, max, (struct place_match){point, cost}, p->point);
        }
    }
    return n;
}
