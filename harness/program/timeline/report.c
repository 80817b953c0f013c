#include "program/timeline/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "program/timeline/names.h"
#include "program/timeline/timeline.h"
#include "program/timeline/weigh.h"
#include "runtime/objects.h"

static const struct schedule *schedule;

/* What the actor was about to do of which the failure is the last part: "waits for lock_b". False if the
 * violation does not say it. */
static bool describe_part(const struct violation *v, unsigned actor, char *text, size_t size)
{
    for (unsigned i = 0; i < v->n_parts; i++) {
        const struct violation_part *part = &v->parts[i];
        char name[128];

        if (part->actor == actor && part->object.kind[0]) {
            if (!timeline_object(runtime_object_class(part->object.kind), part->object.number, name,
                                 sizeof name)) {
                snprintf(name, sizeof name, "%s %" PRIu64, part->object.kind, part->object.number);
            }
            snprintf(text, size, "FAILS: %s %s", part->does, name);
            return true;
        }
    }
    return false;
}

static void describe(const struct timeline *t, size_t step, char *text, size_t size)
{
    const struct event *e = &t->recording->events[step];
    const struct runtime_outcome *outcome = &t->recording->outcome;

    if (e->kind != EVENT_VIOLATION) {
        timeline_say(trace_last(), step, text, size);
    } else if (!describe_part(&outcome->violation, e->actor, text, size)) {
        snprintf(text, size, "FAILS: %s", outcome->invariant);
    }
}

static void tell_message(const struct timeline *t, char *text, size_t size)
{
    timeline_outcome(&t->recording->outcome, text, size);
}

static void name_actor(const struct timeline *t, unsigned actor, char *text, size_t size)
{
    timeline_actor(trace_last(), actor, text, size);
}

static void write_document(struct json *json, const struct timeline *t)
{
    json_string(json, "program", schedule->program);
    json_array(json, "arguments");
    for (unsigned i = 0; i < schedule->n_arguments; i++) {
        json_string(json, NULL, schedule->arguments[i]);
    }
    json_end(json);
}

static void write_step(struct json *json, const struct timeline *t, size_t i)
{
    const struct trace_step *step = trace_step(trace_last(), i);
    char name[128], value[112];

    timeline_thing(step, name, sizeof name);
    timeline_value(step, value, sizeof value);
    json_string(json, "name", name);
    json_string(json, "details", "");
    json_string(json, "value", value);
}

/* Whether no earlier step is about the object of step `i`. */
static bool is_first_use(const struct trace *t, size_t i, enum object_class class)
{
    for (size_t j = 0; j < i; j++) {
        const struct event *e = &trace_step(t, j)->event;

        if (e->object == trace_step(t, i)->event.object &&
            timeline_object_class(e->kind) == class) {
            return false;
        }
    }
    return true;
}

static void write_objects(struct json *json, const struct timeline *t)
{
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct trace_step *step = trace_step(trace_last(), i);
        enum object_class class = timeline_object_class(step->event.kind);
        const struct source_line *line = t->steps[i].best;
        char name[128], actor[96], origin[512] = "";

        if (class == OBJECT_CLASSES || !is_first_use(trace_last(), i, class)) {
            continue;
        }
        timeline_thing(step, name, sizeof name);
        timeline_actor(trace_last(), step->event.actor, actor, sizeof actor);
        if (line) {
            snprintf(origin, sizeof origin, "first used by %s in %s (%s:%u)", actor, line->function,
                     source_base(line->file), line->line);
        }
        subject_write_object(json, t, timeline_object_word(step->event.kind), step->event.object,
                             name, origin);
    }
}

static const struct report_subject any_program = {
    .violated = "failed",
    .describe = describe,
    .message = tell_message,
    .actor = name_actor,
    .write_document = write_document,
    .write_step = write_step,
    .write_objects = write_objects,
};

static struct recording *make_recording(const struct trace *t)
{
    struct recording *r = calloc(1, sizeof *r);

    if (!r) {
        return NULL;
    }
    r->n_events = trace_n_steps(t);
    r->n_left_out = t->n_events - r->n_events;
    r->truncated = r->n_left_out > 0;
    r->outcome = t->result.outcome;
    r->n_given =
        (uint16_t)(schedule->n_preemptions < UINT16_MAX ? schedule->n_preemptions : UINT16_MAX);
    for (size_t i = 0; i < r->n_events; i++) {
        const struct trace_step *step = trace_step(t, i);

        r->events[i] = step->event;
        r->events[i].actor =
            (typeof(r->events[i].actor))(step->choice ? step->chooser : step->event.actor);
    }
    memcpy(r->names, t->names, sizeof r->names);
    return r;
}

static void make_steps(struct timeline *timeline, const struct trace *t, const uint8_t *weights)
{
    for (size_t i = 0; i < timeline->n_steps; i++) {
        const struct trace_step *from = trace_step(t, i);
        struct timeline_step *step = &timeline->steps[i];

        step->actor = timeline->recording->events[i].actor;
        step->weight = weights[i];
        step->preempted = trace_preempts(from);
        names_source(from->frames, TRACE_FRAMES, &step->source, &step->best);
        actor_set_add(&timeline->actors, step->actor);
    }
}

static void take_sides(struct timeline *timeline)
{
    struct timeline_side sides[TIMELINE_MAX_EVIDENCE];
    size_t n = timeline_find_sides(sides, TIMELINE_MAX_EVIDENCE);

    for (size_t i = 0; i < n; i++) {
        struct timeline_step *step = &timeline->steps[sides[i].step];
        struct timeline_evidence *evidence = &timeline->evidence[timeline->n_evidence++];

        *evidence = (struct timeline_evidence){.what = sides[i].what, .step = sides[i].step};
        if (step->best) {
            snprintf(evidence->where, sizeof evidence->where, "%s (%s:%u)", step->best->function,
                     source_base(step->best->file), step->best->line);
        }
        step->evidence = sides[i].what;
        step->weight = step->weight < TIMELINE_DECISIVE ? TIMELINE_DECISIVE : step->weight;
    }
}

bool report_timeline_make(struct timeline *timeline, const struct schedule *s)
{
    const struct trace *t = trace_last();
    size_t n = trace_n_steps(t);
    uint8_t *weights = calloc(n + 1, 1);

    schedule = s;
    *timeline = (struct timeline){
        .subject = &any_program, .silence = "clean", .slot = TIMELINE_NO_SLOT, .n_steps = n};
    timeline->recording = make_recording(t);
    timeline->steps = calloc(n + 1, sizeof *timeline->steps);
    if (!weights || !timeline->recording || !timeline->steps) {
        free(weights);
        report_timeline_free(timeline);
        return false;
    }
    timeline_look_up();
    weigh_steps(t, weights);
    make_steps(timeline, t, weights);
    take_sides(timeline);
    free(weights);
    return true;
}

void report_timeline_free(struct timeline *timeline)
{
    free((void *)(uintptr_t)timeline->recording);
    free(timeline->steps);
}
