#include "execution/missed.h"

#include <stdlib.h>

#include "runtime/runtime.h"
#include "scenario/text.h"
#include "support/printable.h"

/* So many are named. */
enum { NAMED_MAX = 3 };

static const struct scenario *sorted_of; /* Whose preemptions compare() compares. */

static int order_of(const struct preemption *a, const struct preemption *b)
{
    if (a->actor != b->actor) {
        return a->actor < b->actor ? -1 : 1;
    }
    if (a->point != b->point) {
        return a->point < b->point ? -1 : 1;
    }
    return a->target < b->target ? -1 : a->target > b->target;
}

static int compare(const void *a, const void *b)
{
    return order_of(&sorted_of->preemptions[*(const uint16_t *)a],
                    &sorted_of->preemptions[*(const uint16_t *)b]);
}

/* Marks those that are the switch `e`. `order` has all preemptions as compare() has them. */
static void mark(const uint16_t *order, bool *found, const struct event *e)
{
    const struct preemption key = {(uint8_t)e->actor, (uint8_t)e->object, e->point};
    size_t low = 0, high = sorted_of->n_preemptions;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (order_of(&sorted_of->preemptions[order[middle]], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < sorted_of->n_preemptions && !order_of(&sorted_of->preemptions[order[low]], &key);
         low++) {
        found[order[low]] = true;
    }
}

void scenario_find_missed(const struct scenario *s, const struct event *events, size_t n_events,
                          bool truncated, struct missed *missed)
{
    static uint16_t order[SCENARIO_MAX_PREEMPTIONS];
    static bool found[SCENARIO_MAX_PREEMPTIONS];
    uint32_t passed[RUNTIME_MAX_ACTORS] = {0};

    missed->n = 0;
    missed->n_given = s->strategy == STRATEGY_REPLAY ? s->n_preemptions : 0;
    if (truncated || !missed->n_given) {
        return;
    }
    for (unsigned i = 0; i < s->n_preemptions; i++) {
        order[i] = (uint16_t)i;
        found[i] = false;
    }
    sorted_of = s;
    qsort(order, s->n_preemptions, sizeof *order, compare);
    for (size_t i = 0; i < n_events; i++) {
        const struct event *e = &events[i];

        passed[e->actor] = e->point > passed[e->actor] ? e->point : passed[e->actor];
        if (e->kind == EVENT_SWITCH) {
            mark(order, found, e);
        }
    }
    for (unsigned i = 0; i < s->n_preemptions; i++) {
        const struct preemption *p = &s->preemptions[i];
        /* That an actor kept running leaves no event. */
        bool stayed = p->target == p->actor && passed[p->actor] >= p->point;

        if (!found[i] && !stayed) {
            missed->index[missed->n++] = (uint16_t)i;
        }
    }
}

void scenario_write_missed(FILE *stream, const struct scenario *s, const struct missed *missed)
{
    if (!missed->n) {
        return;
    }
    fprintf(stream, "%u of %u preemption%s did not take place: ", missed->n, missed->n_given,
            plural(missed->n_given));
    for (unsigned i = 0; i < missed->n && i < NAMED_MAX; i++) {
        const struct preemption *p = &s->preemptions[missed->index[i]];

        fputs(i ? ", " : "", stream);
        scenario_write_actor(stream, s, p->actor);
        fprintf(stream, " at %u to ", p->point);
        scenario_write_actor(stream, s, p->target);
    }
    if (missed->n > NAMED_MAX) {
        fprintf(stream, " and %u more", missed->n - NAMED_MAX);
    }
}
