#include "program/timeline/anchors.h"

#include <string.h>

#include "program/timeline/names.h"
#include "program/timeline/timeline.h"

/* What a step does, and where. False if nothing is known of its place. */
static bool describe(const struct trace *t, size_t i, struct schedule_anchor *anchor)
{
    const struct trace_step *step = trace_step(t, i);
    struct names_place place;

    /* What decides a choice falls so many points after its beginning. */
    if (step->choice ? step->choice != CHOICE_BEGINS : step->event.kind == EVENT_SWITCH) {
        return false;
    }
    place = names_of_stack(step->frames, TRACE_FRAMES);
    timeline_action(t, i, anchor->action, sizeof anchor->action);
    snprintf(anchor->function, sizeof anchor->function, "%s", place.function);
    return place.line;
}

static bool is_same(const struct schedule_anchor *a, const struct schedule_anchor *b)
{
    return failure_same_text(a->action, b->action, true) && !strcmp(a->function, b->function);
}

/* The actor's last step at or before its point; SIZE_MAX if none is known. */
static size_t find_step(const struct trace *t, const struct preemption *p)
{
    struct schedule_anchor unused;
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < trace_n_steps(t); i++) {
        const struct event *e = &trace_step(t, i)->event;

        if (e->actor == p->actor && e->point <= p->point && describe(t, i, &unused)) {
            found = i;
        }
    }
    return found;
}

static void take(struct schedule_anchor *anchor, const struct trace *t, const struct preemption *p)
{
    size_t at = find_step(t, p);

    memset(anchor, 0, sizeof *anchor);
    if (at == SIZE_MAX) {
        return;
    }
    describe(t, at, anchor);
    anchor->points_later = p->point - trace_step(t, at)->event.point;
    for (size_t i = 0; i <= at; i++) {
        struct schedule_anchor other;

        anchor->times += trace_step(t, i)->event.actor == p->actor && describe(t, i, &other) &&
                         is_same(anchor, &other);
    }
}

void anchors_take(struct schedule *s)
{
    const struct trace *t = trace_last();

    s->n_anchors = 0;
    if (s->n_preemptions > SCHEDULE_ANCHORS || t->n_events != trace_n_steps(t)) {
        return;
    }
    timeline_look_up();
    for (size_t i = 0; i < s->n_preemptions; i++) {
        take(&s->anchors[s->n_anchors++], t, &s->preemptions[i]);
    }
}

/* Moves a preemption to where its anchor is in the last trace, if it is there. */
static void move(const struct schedule_anchor *anchor, struct preemption *p)
{
    const struct trace *t = trace_last();
    uint32_t times = 0;

    for (size_t i = 0; anchor->times && i < trace_n_steps(t); i++) {
        const struct event *e = &trace_step(t, i)->event;
        struct schedule_anchor other;

        if (e->actor == p->actor && describe(t, i, &other) && is_same(anchor, &other) &&
            ++times == anchor->times) {
            p->point = e->point + anchor->points_later;
            return;
        }
    }
}

static bool execute(const struct schedule *s)
{
    if (!trace_make(&s->settings, s->preemptions, s->n_preemptions, false)) {
        return false;
    }
    timeline_look_up();
    return true;
}

bool anchors_follow(const struct schedule *s, struct schedule *moved)
{
    if (!s->n_anchors || s->n_preemptions > SCHEDULE_ANCHORS) {
        return false;
    }
    *moved = *s;
    moved->n_preemptions = 0;
    for (size_t i = 0; i < s->n_preemptions; i++) {
        struct preemption *p = &moved->preemptions[i];

        if (!execute(moved)) {
            return false;
        }
        *p = s->preemptions[i];
        move(&s->anchors[i], p);
        moved->n_preemptions++;
    }
    return execute(moved) && failure_is(&trace_last()->result, s->signature);
}
