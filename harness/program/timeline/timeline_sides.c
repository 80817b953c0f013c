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
    const struct source_line *best;
    struct source_stack stack;
    char actor[96];
    unsigned n = 0;

    while (n < TRACE_FRAMES && s->frames[n]) {
        n++;
    }
    names_look_up(s->frames, n);
    timeline_actor(t, s->event.actor, actor, sizeof actor);
    fprintf(stream, "  %s", printable(actor));
    fprintf(stream, " %s", printable(text));
    names_source(s->frames, n, &stack, &best);
    for (unsigned j = 0; j < stack.n; j++) {
        const struct source_line *line = &stack.lines[j];
        char function[1024];

        snprintf(function, sizeof function, "%s", line->function);
        names_shorten(function);
        fprintf(stream, "\n    %s ", j ? "called by" : "in");
        fprintf(stream, "%s (", printable(function));
        fprintf(stream, "%s:%u)", printable(source_base(line->file)), line->line);
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

struct sides {
    struct timeline_side *list;
    size_t n, max;
};

static void add(struct sides *sides, struct timeline_side side)
{
    if (sides->n < sides->max) {
        sides->list[sides->n++] = side;
    }
}

/* The violation itself has no words of its own: what it was about to do is the step before it. */
static void find_pair(const struct trace *t, const char *later, const char *earlier,
                      struct sides *sides)
{
    const struct violation *v = &t->result.outcome.violation;
    size_t n = trace_n_steps(t), other;
    uint64_t actor, place;

    if (n < 2 || !violation_about(v, "actor", &actor) || !violation_about(v, "place", &place)) {
        return;
    }
    if (trace_step(t, n - 2)->event.actor == trace_step(t, n - 1)->event.actor) {
        add(sides, (struct timeline_side){.step = n - 2, .what = later});
    }
    other = find_step(t, actor, place);
    if (other != SIZE_MAX) {
        add(sides, (struct timeline_side){.step = other, .what = earlier, .is_earlier = true});
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

static void find_waiting(const struct trace *t, struct sides *sides)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        size_t step = waits_since(t, i);

        if (step != SIZE_MAX && i != ACTOR_CALL_RCU) {
            add(sides, (struct timeline_side){.step = step, .what = "waits for ever"});
        }
    }
    add(sides, (struct timeline_side){.step = trace_n_steps(t) - 1,
                                      .what = "was the last who had to wait",
                                      .is_end = true});
}

size_t timeline_find_sides(struct timeline_side *list, size_t max)
{
    const struct trace *t = trace_last();
    const struct runtime_outcome *outcome = &t->result.outcome;
    struct sides sides = {list, 0, max};

    if (!trace_n_steps(t)) {
        return 0;
    }
    if (!strcmp(outcome->invariant, "RACE")) {
        find_pair(t, "the second access", "the first access", &sides);
    } else if (!strcmp(outcome->violation.rule, "HEAP/freed")) {
        find_pair(t, "the use", "freed before", &sides);
    } else if (violation_is(&outcome->violation, "LOCK/deadlock")) {
        find_waiting(t, &sides);
    }
    return sides.n;
}

void timeline_sides(FILE *stream)
{
    struct timeline_side sides[RUNTIME_MAX_ACTORS + 1];
    size_t n = timeline_find_sides(sides, RUNTIME_MAX_ACTORS + 1);

    for (size_t i = 0; i < n; i++) {
        char step[192], text[224];

        timeline_step(trace_last(), sides[i].step, step, sizeof step);
        snprintf(text, sizeof text, "%s%s", sides[i].is_earlier ? "before that: " : "",
                 sides[i].is_end ? sides[i].what : step);
        write_side(stream, trace_last(), sides[i].step, text);
    }
}
