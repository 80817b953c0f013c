#include "report/format/json.h"

#include <inttypes.h>
#include <sys/types.h>

#include "report/subject.h"
#include "report/tags.h"
#include "report/timeline.h"
#include "runtime/objects.h"
#include "support/json.h"

static void write_source(struct json *json, const struct source_stack *source)
{
    json_array(json, "source");
    for (unsigned i = 0; i < source->n; i++) {
        json_object(json, NULL);
        json_whole(json, "line", source->lines[i].line);
        json_string(json, "function", source->lines[i].function);
        json_string(json, "file", source->lines[i].file);
        json_end(json);
    }
    json_end(json);
}

/* Whether the violation is about an object. */
static bool is_violated(const struct violation *v, enum object_class class, uint64_t number)
{
    enum { MOST = VIOLATION_MAX_SUBJECTS + 2 * VIOLATION_MAX_PARTS };
    struct named_object named[MOST];
    unsigned i = 0, n = report_objects_of(v, named, MOST);

    while (i < n && (named[i].class != class || named[i].number != number)) {
        i++;
    }
    return i < n;
}

void subject_write_object(struct json *json, const struct timeline *t, const char *kind,
                          uint64_t number, const char *name, const char *origin)
{
    json_object(json, NULL);
    json_whole(json, "number", number);
    json_string(json, "kind", kind);
    json_string(json, "name", name);
    json_string(json, "origin", origin);
    json_bool(json, "violated",
              is_violated(&t->recording->outcome.violation, runtime_object_class(kind), number));
    json_end(json);
}

static void write_loops(struct json *json, const struct timeline *t)
{
    json_array(json, "loops");
    for (unsigned i = 0; i < t->n_loops; i++) {
        const struct timeline_loop *loop = &t->loops[i];
        char text[256];

        t->subject->describe_loop(t, loop, text, sizeof text);
        json_object(json, NULL);
        json_whole(json, "actor", loop->actor);
        json_whole(json, "period", loop->period);
        json_whole(json, "times", loop->n_rounds);
        json_whole(json, "first", loop->first);
        json_signed(json, "holder", loop->holder < RUNTIME_MAX_ACTORS ? (int)loop->holder : -1);
        json_string(json, "text", text);
        json_end(json);
    }
    json_end(json);
}

static void write_step(struct json *json, const struct timeline *t, size_t i)
{
    const struct timeline_step *step = &t->steps[i];
    const struct event *e = &t->recording->events[i];
    char text[SUBJECT_TEXT_MAX];

    t->subject->describe(t, i, text, sizeof text);
    json_object(json, NULL);
    json_whole(json, "step", i);
    json_whole(json, "actor", step->actor);
    json_whole(json, "point", e->point);
    json_string(json, "kind", event_kind_name(e->kind));
    json_string(json, "text", text);
    json_whole(json, "object", e->object);
    json_array(json, "values");
    for (unsigned j = 0; j < 3; j++) {
        json_whole(json, NULL, e->value[j]);
    }
    json_end(json);
    t->subject->write_step(json, t, i);
    json_whole(json, "weight", step->weight);
    json_bool(json, "decisive", step->weight >= TIMELINE_DECISIVE);
    json_bool(json, "preempted", step->preempted);
    json_string(json, "evidence", step->evidence ? step->evidence : "");
    write_source(json, &step->source);
    json_end(json);
}

/* What is broken: the invariant, its rule, and what it is about. */
static void write_violation(struct json *json, const struct timeline *t)
{
    const struct runtime_outcome *outcome = &t->recording->outcome;
    const struct violation *v = &outcome->violation;
    const struct tag *tag = tag_find(outcome->invariant);
    char message[1024];

    t->subject->message(t, message, sizeof message);
    json_string(json, "verdict", outcome->violated ? t->subject->violated : t->silence);
    json_string(json, "invariant", outcome->invariant);
    json_string(json, "rule", v->rule);
    json_object(json, "about");
    for (unsigned i = 0; i < v->n_subjects; i++) {
        json_whole(json, v->subjects[i].kind, v->subjects[i].number);
    }
    json_end(json);
    json_string(json, "meaning", tag ? tag->line : "");
    json_string(json, "message", message);
}

static void write_actors(struct json *json, const struct timeline *t)
{
    json_array(json, "actors");
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actor_set_has(&t->actors, i)) {
            char name[SUBJECT_TEXT_MAX];

            t->subject->actor(t, i, name, sizeof name);
            json_object(json, NULL);
            json_whole(json, "number", i);
            json_string(json, "name", name);
            json_end(json);
        }
    }
    json_end(json);
}

static void write_evidence(struct json *json, const struct timeline *t)
{
    json_array(json, "evidence");
    for (unsigned i = 0; i < t->n_evidence; i++) {
        const struct timeline_evidence *evidence = &t->evidence[i];

        json_object(json, NULL);
        json_signed(json, "step", (ssize_t)evidence->step);
        json_string(json, "what", evidence->what);
        json_string(json, "where", evidence->where);
        json_end(json);
    }
    json_end(json);
}

static void write_missed(struct json *json, const struct recording *r)
{
    json_whole(json, "given", r->n_given);
    json_array(json, "missed");
    for (unsigned i = 0; i < r->n_missed; i++) {
        json_object(json, NULL);
        json_whole(json, "actor", r->missed[i].actor);
        json_whole(json, "point", r->missed[i].point);
        json_whole(json, "target", r->missed[i].target);
        json_end(json);
    }
    json_end(json);
}

void report_json(struct json *json, const char *name, const struct timeline *t, const char *file,
                 const char *build)
{
    const struct recording *r = t->recording;
    char hash[20] = "";

    if (!r->died) {
        snprintf(hash, sizeof hash, "%016" PRIx64, r->outcome.log_hash);
    }
    json_object(json, name);
    json_string(json, "file", file);
    json_string(json, "build", build);
    write_violation(json, t);
    json_string(json, "hash", hash);
    json_string(json, "report", r->report);
    t->subject->write_document(json, t);
    json_bool(json, "died", r->died);
    json_bool(json, "truncated", r->truncated);
    json_whole(json, "left_out", r->n_left_out);
    write_actors(json, t);
    write_loops(json, t);
    write_evidence(json, t);
    write_missed(json, r);
    json_array(json, "objects");
    t->subject->write_objects(json, t);
    json_end(json);
    json_array(json, "steps");
    for (size_t i = 0; i < t->n_steps; i++) {
        write_step(json, t, i);
    }
    json_end(json);
    json_end(json);
}
