/*
 * The sides of a failure that has several: of a data race and of a use after free the two accesses,
 * of a deadlock all who wait, each with its stack.
 */
#include <stdio.h>
#include <string.h>

#include "program/timeline/names.h"
#include "program/timeline/timeline.h"
#include "runtime/scheduler.h"
#include "support/printable.h"

static void write_side(FILE *stream, const struct trace *t, size_t i, const char *text)
{
    const struct trace_step *s = trace_step(t, i);
    char actor[96];
    unsigned n = 0;

    while (n < TRACE_FRAMES && s->frames[n]) {
        n++;
    }
    names_look_up(s->frames, n);
    timeline_actor(t, s->event.actor, actor, sizeof actor);
    fprintf(stream, "  %s", printable(actor));
    fprintf(stream, " %s", printable(text));
    for (unsigned j = 0; j < n; j++) {
        struct names_place places[8];
        size_t n_places = names_all_of_frame(s->frames[j], places, 8);

        for (size_t k = 0; k < n_places; k++) {
            fprintf(stream, "\n    %s %s (%s:%u)", j + k ? "called by" : "in",
                    printable(places[k].function), printable(places[k].file), places[k].line);
        }
    }
    putc('\n', stream);
}

/* The last thing that an actor did at a place; SIZE_MAX if it is not kept. */
static size_t find_step(const struct trace *t, uint64_t actor, uint64_t place)
{
    for (size_t i = trace_n_steps(t); i-- > 0;) {
        const struct trace_step *s = trace_step(t, i);

        if (s->event.actor == actor && s->frames[0] == place && s->has_access) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The violation itself has no words of its own: what it was about to do is the step before it. */
static void write_pair(FILE *stream, const struct trace *t)
{
    const struct violation *v = &t->result.outcome.violation;
    size_t n = trace_n_steps(t), other;
    uint64_t actor, place;
    char text[192];

    if (n < 2 || !violation_about(v, "actor", &actor) || !violation_about(v, "place", &place)) {
        return;
    }
    if (trace_step(t, n - 2)->event.actor == trace_step(t, n - 1)->event.actor) {
        timeline_step(t, n - 2, text, sizeof text);
        write_side(stream, t, n - 2, text);
    }
    other = find_step(t, actor, place);
    if (other != SIZE_MAX) {
        char before[224];

        timeline_step(t, other, text, sizeof text);
        snprintf(before, sizeof before, "before that: %s", text);
        write_side(stream, t, other, before);
    }
}

/* The step in which an actor began to wait, if it still does. */
static size_t waits_since(const struct trace *t, unsigned actor)
{
    for (size_t i = trace_n_steps(t); i-- > 0;) {
        const struct trace_step *s = trace_step(t, i);

        if (s->event.actor == actor) {
            return s->event.kind == EVENT_SWITCH && s->event.value[1] ? i : SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

static void write_waiting(FILE *stream, const struct trace *t)
{
    size_t last = trace_n_steps(t) - 1;
    char text[192];

    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        size_t step = waits_since(t, i);

        if (step != SIZE_MAX && i != ACTOR_CALL_RCU) {
            timeline_step(t, step, text, sizeof text);
            write_side(stream, t, step, text);
        }
    }
    write_side(stream, t, last, "was the last who had to wait");
}

void timeline_sides(FILE *stream)
{
    const struct trace *t = trace_last();
    const struct runtime_outcome *outcome = &t->result.outcome;

    if (!trace_n_steps(t)) {
        return;
    }
    if (!strcmp(outcome->invariant, "RACE") || !strcmp(outcome->violation.rule, "HEAP/freed")) {
        write_pair(stream, t);
    } else if (violation_is(&outcome->violation, "LOCK/deadlock")) {
        write_waiting(stream, t);
    }
}
