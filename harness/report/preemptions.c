/*
 * Where a preemption falls, in words: what the actor did last, and what it does next.
 */
#include "report/internal.h"

enum { NOWHERE = -1 };

/* The step in which `p` took place; NOWHERE if there is none. */
static long find(const struct timeline *t, const struct preemption *p)
{
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct event *e = &t->recording->events[i];

        if (t->steps[i].preempted && e->actor == p->actor && e->point == p->point &&
            e->object == p->target) {
            return (long)i;
        }
    }
    return NOWHERE;
}

/* The nearest thing that the actor of step `from` did, that way; giving way is not one. */
static long nearest(const struct timeline *t, long from, int direction)
{
    unsigned actor = t->steps[from].actor;

    for (long i = from + direction; i >= 0 && (size_t)i < t->n_steps; i += direction) {
        unsigned kind = t->recording->events[i].kind;

        if (t->steps[i].actor == actor && kind != EVENT_SWITCH && kind != EVENT_TIME) {
            return i;
        }
    }
    return NOWHERE;
}

static void write_step(FILE *stream, const struct timeline *t, const char *when, long step,
                       const char *otherwise)
{
    const struct source_line *line;
    char text[TIMELINE_TEXT_MAX];

    if (step == NOWHERE) {
        fputs(otherwise, stream);
        return;
    }
    timeline_describe(t, (size_t)step, text);
    fprintf(stream, "%s '%s'", when, text);
    line = t->steps[step].best;
    if (line) {
        fprintf(stream, " in %s (%s", line->function, source_base(line->file));
        if (line->line) {
            fprintf(stream, ":%u", line->line);
        }
        putc(')', stream);
    }
}

void timeline_write_preemption(FILE *stream, const struct timeline *t, const struct preemption *p)
{
    long step = find(t, p);

    if (step == NOWHERE) {
        fputs("does not take place", stream);
        return;
    }
    write_step(stream, t, "after", nearest(t, step, -1), "at the beginning");
    fputs(", ", stream);
    write_step(stream, t, "before", nearest(t, step, 1), "and does not go on");
}
