#include "program/explore/endless.h"

#include <stdio.h>
#include <string.h>

#include "program/explore/finding.h"
#include "program/timeline/names.h"
#include "program/timeline/timeline.h"
#include "program/timeline/trace.h"

static const uint32_t short_budgets[] = {200000, 2000000};
enum { N_SHORT_BUDGETS = sizeof short_budgets / sizeof short_budgets[0] };

/* How the last execution that was recorded has ended. */
struct end {
    unsigned actor;
    char function[128];
    struct violation violation;
};

static void take_end(struct end *end)
{
    const struct trace *t = trace_last();
    const struct trace_step *last = trace_step(t, trace_n_steps(t) - 1);

    timeline_look_up();
    end->actor = last->event.actor;
    end->violation = t->result.outcome.violation;
    snprintf(end->function, sizeof end->function, "%s",
             names_of_stack(last->frames, TRACE_FRAMES).function);
}

static bool same_part(const struct violation_part *a, const struct violation_part *b)
{
    return a->actor == b->actor && a->waits == b->waits && !strcmp(a->does, b->does) &&
           !strcmp(a->object.kind, b->object.kind) && a->object.number == b->object.number;
}

static bool same_end(const struct end *a, const struct end *b)
{
    bool same = a->actor == b->actor && !strcmp(a->function, b->function) &&
                a->violation.n_parts == b->violation.n_parts;

    for (unsigned i = 0; same && i < a->violation.n_parts; i++) {
        same = same_part(&a->violation.parts[i], &b->violation.parts[i]);
    }
    return same;
}

void endless_shorten(struct schedule *s)
{
    static struct schedule whole;
    struct end end, shorter;

    whole = *s;
    take_end(&end);
    for (unsigned i = 0; whole.settings.step_budget == SEARCH_FIRST_BUDGET && i < N_SHORT_BUDGETS;
         i++) {
        s->settings.step_budget = short_budgets[i];
        if (finding_record(s)) {
            take_end(&shorter);
            if (same_end(&end, &shorter)) {
                return;
            }
        }
    }
    *s = whole;
}
