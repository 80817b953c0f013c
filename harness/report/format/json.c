#include "report/format/json.h"

#include <inttypes.h>
#include <sys/types.h>

#include "model/events.h"
#include "report/tags.h"
#include "runtime/actor_set.h"
#include "support/printable.h"

static void member(FILE *stream, const char *name, const char *value)
{
    fprintf(stream, ",\"%s\":", name);
    printable_json(stream, value);
}

static const char *word(bool value)
{
    return value ? "true" : "false";
}

static void write_source(FILE *stream, const struct source_stack *source)
{
    fputs(",\"source\":[", stream);
    for (unsigned i = 0; i < source->n; i++) {
        fprintf(stream, "%s{\"line\":%u", i ? "," : "", source->lines[i].line);
        member(stream, "function", source->lines[i].function);
        member(stream, "file", source->lines[i].file);
        putc('}', stream);
    }
    putc(']', stream);
}

/* What the event's numbers stand for. */
static void write_words(FILE *stream, const struct timeline *t, const struct event *e)
{
    const struct report_object *object =
        report_object(t->objects, event_object_class(e->kind), e->object);
    char details[128] = "";
    FILE *words = fmemopen(details, sizeof details, "w");

    if (words) {
        event_print_client(words, e);
        fclose(words);
    }
    details[sizeof details - 1] = '\0';
    member(stream, "name", object ? object->name : "");
    member(stream, "details", details[0] == ' ' ? details + 1 : details);
}

static void write_objects(FILE *stream, const struct timeline *t)
{
    const char *separator = "";

    fputs(",\"objects\":[", stream);
    for (unsigned class = 0; class < OBJECT_CLASSES; class ++) {
        for (uint64_t number = 1; number <= report_objects_highest(t->objects, class); number++) {
            const struct report_object *object = report_object(t->objects, class, number);
            char origin[256] = "";

            if (object) {
                report_object_origin(object, t->recording, origin, sizeof origin);
                fprintf(stream, "%s{\"number\":%" PRIu64, separator, number);
                member(stream, "kind", object->kind);
                member(stream, "name", object->name);
                member(stream, "origin", origin);
                putc('}', stream);
                separator = ",";
            }
        }
    }
    putc(']', stream);
}

static void write_loops(FILE *stream, const struct timeline *t)
{
    fputs(",\"loops\":[", stream);
    for (unsigned i = 0; i < t->n_loops; i++) {
        const struct timeline_loop *loop = &t->loops[i];
        char text[256];

        timeline_loop_text(t, loop, text, sizeof text);
        fprintf(stream, "%s{\"actor\":%u,\"period\":%zu,\"times\":%zu,\"first\":%zu,\"holder\":%d",
                i ? "," : "", loop->actor, loop->period, loop->n_rounds, loop->first,
                loop->holder < RUNTIME_MAX_ACTORS ? (int)loop->holder : -1);
        member(stream, "text", text);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_step(FILE *stream, const struct timeline *t, size_t i)
{
    const struct timeline_step *step = &t->steps[i];
    const struct event *e = &t->recording->events[i];
    char text[TIMELINE_TEXT_MAX];

    timeline_describe(t, i, text);
    fprintf(stream, "%s{\"step\":%zu,\"actor\":%u,\"point\":%" PRIu32, i ? "," : "", i, step->actor,
            e->point);
    member(stream, "kind", event_kind_name(e->kind));
    member(stream, "text", text);
    fprintf(stream, ",\"object\":%" PRIu64 ",\"values\":[%" PRIu64 ",%" PRIu64 ",%" PRIu64 "]",
            e->object, e->value[0], e->value[1], e->value[2]);
    write_words(stream, t, e);
    fprintf(stream, ",\"makes\":%u", step->makes);
    fprintf(stream, ",\"weight\":%u,\"decisive\":%s,\"preempted\":%s,\"ukey\":%u", step->weight,
            word(step->weight >= TIMELINE_DECISIVE), word(step->preempted), step->ukey);
    member(stream, "state", step->ukey ? model_state_word(step->state) : "");
    fprintf(stream, ",\"instance\":%u,\"hits\":%u,\"credited\":%u", step->instance, step->n_hits,
            step->n_credited);
    member(stream, "evidence", step->evidence ? step->evidence : "");
    write_source(stream, &step->source);
    putc('}', stream);
}

/* The rule that is broken, and what it is about. */
static void write_violation(FILE *stream, const struct violation *v)
{
    member(stream, "rule", v->rule);
    fputs(",\"about\":{", stream);
    for (unsigned i = 0; i < v->n_subjects; i++) {
        fputs(i ? "," : "", stream);
        printable_json(stream, v->subjects[i].kind);
        fprintf(stream, ":%" PRIu64, v->subjects[i].number);
    }
    putc('}', stream);
}

void report_json(FILE *stream, const struct timeline *t, const char *file, const char *build)
{
    const struct recording *r = t->recording;
    const struct tag *tag = tag_find(r->outcome.invariant);
    const char *separator = "";
    char flow[32], hash[20] = "", message[1024];

    timeline_flow_name(t, flow, sizeof flow);
    timeline_message(t, message, sizeof message);
    if (!r->died) {
        snprintf(hash, sizeof hash, "%016" PRIx64, r->outcome.log_hash);
    }
    fputs("{\"file\":", stream);
    printable_json(stream, file);
    member(stream, "build", build);
    member(stream, "verdict", r->outcome.violated ? "violated" : "clean");
    member(stream, "invariant", r->outcome.invariant);
    write_violation(stream, &r->outcome.violation);
    member(stream, "meaning", tag ? tag->line : "");
    member(stream, "message", message);
    member(stream, "hash", hash);
    member(stream, "report", r->report);
    member(stream, "flow", flow);
    fprintf(stream, ",\"died\":%s,\"truncated\":%s,\"left_out\":%zu,\"actors\":[", word(r->died),
            word(r->truncated), r->n_left_out);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actor_set_has(t->actors, i)) {
            fprintf(stream, "%s{\"number\":%u", separator, i);
            member(stream, "name", r->names[i]);
            putc('}', stream);
            separator = ",";
        }
    }
    putc(']', stream);
    write_loops(stream, t);
    fputs(",\"evidence\":[", stream);
    for (unsigned i = 0; i < t->n_evidence; i++) {
        const struct timeline_evidence *evidence = &t->evidence[i];

        fprintf(stream, "%s{\"step\":%zd", i ? "," : "", (ssize_t)evidence->step);
        member(stream, "what", evidence->what);
        member(stream, "where", evidence->where);
        putc('}', stream);
    }
    fprintf(stream, "],\"given\":%u,\"missed\":[", r->n_given);
    for (unsigned i = 0; i < r->n_missed; i++) {
        fprintf(stream, "%s{\"actor\":%u,\"point\":%" PRIu32 ",\"target\":%u}", i ? "," : "",
                r->missed[i].actor, r->missed[i].point, r->missed[i].target);
    }
    putc(']', stream);
    write_objects(stream, t);
    fputs(",\"steps\":[", stream);
    for (size_t i = 0; i < t->n_steps; i++) {
        write_step(stream, t, i);
    }
    fputs("]}\n", stream);
}
