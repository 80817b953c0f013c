/*
 * What reports tell of the cache beyond what they tell of any program: flows, their ukeys, and the
 * ledger.
 */
#include <inttypes.h>
#include <stdio.h>

#include "model/events.h"
#include "model/model.h"
#include "report/internal.h"
#include "report/subject.h"
#include "report/timeline.h"

static void describe(const struct timeline *t, size_t step, char *text, size_t size)
{
    char words[TIMELINE_TEXT_MAX];

    timeline_describe(t, step, words);
    snprintf(text, size, "%s", words);
}

static void name_actor(const struct timeline *t, unsigned actor, char *text, size_t size)
{
    snprintf(text, size, "%s", t->recording->names[actor]);
}

static void write_document(struct json *json, const struct timeline *t)
{
    char flow[32];

    timeline_flow_name(t, flow, sizeof flow);
    json_string(json, "flow", flow);
}

/* The flow that the event is about, as timeline_flow_name() has it; "" if it is about none. */
static void name_flow_of(const struct event *e, char *name, size_t size)
{
    name[0] = '\0';
    if (event_has_slot(e->kind) && e->object < MODEL_SLOTS) {
        timeline_flow_name(&(struct timeline){.slot = (int)e->object}, name, size);
    } else if (event_has_flow(e->kind)) {
        snprintf(name, size, "%" PRIu64, e->object);
    }
}

/* What the event's numbers stand for, and what the flow is like after it. */
static void write_step(struct json *json, const struct timeline *t, size_t i)
{
    const struct timeline_step *step = &t->steps[i];
    const struct event *e = &t->recording->events[i];
    const struct report_object *object =
        report_object(t->objects, event_object_class(e->kind), e->object);
    char details[128] = "", flow[32];
    FILE *words = fmemopen(details, sizeof details, "w");

    if (words) {
        event_print_client(words, e);
        fclose(words);
    }
    details[sizeof details - 1] = '\0';
    json_string(json, "name", object ? object->name : "");
    json_string(json, "details", details[0] == ' ' ? details + 1 : details);
    name_flow_of(e, flow, sizeof flow);
    json_string(json, "flow", flow);
    json_whole(json, "makes", step->makes);
    json_whole(json, "ukey", step->ukey);
    json_string(json, "state", step->ukey ? model_state_word(step->state) : "");
    json_whole(json, "instance", step->instance);
    json_whole(json, "hits", step->n_hits);
    json_whole(json, "credited", step->n_credited);
}

static void write_objects(struct json *json, const struct timeline *t)
{
    for (unsigned class = 0; class < OBJECT_CLASSES; class ++) {
        for (uint64_t number = 1; number <= report_objects_highest(t->objects, class); number++) {
            const struct report_object *object = report_object(t->objects, class, number);
            char origin[256] = "";

            if (object) {
                report_object_origin(object, t->recording, origin, sizeof origin);
                subject_write_object(json, t, object->kind, number, object->name, origin);
            }
        }
    }
}

static void write_points(struct json *json, const struct recording *r, unsigned slot)
{
    uint64_t n_hits = 0, n_credited = 0;

    json_array(json, "points");
    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        if (e->object != slot || (e->kind != EVENT_HIT && e->kind != EVENT_CREDIT)) {
            continue;
        }
        n_hits += e->kind == EVENT_HIT;
        n_credited += e->kind == EVENT_CREDIT ? e->value[0] : 0;
        json_array(json, NULL);
        json_whole(json, NULL, i);
        json_whole(json, NULL, n_hits);
        json_whole(json, NULL, n_credited);
        json_end(json);
    }
    json_end(json);
}

/* Of the flows that packets hit or were credited to. */
static void write_ledgers(struct json *json, const struct timeline *t)
{
    const struct recording *r = t->recording;
    bool moved[MODEL_SLOTS] = {false};

    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        if (e->object < MODEL_SLOTS && (e->kind == EVENT_HIT || e->kind == EVENT_CREDIT)) {
            moved[e->object] = true;
        }
    }
    /* All of them: how many the execution has had is known where it ran, which may be another process. */
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct timeline of_slot = {.slot = (int)slot};
        char flow[32];

        if (moved[slot]) {
            timeline_flow_name(&of_slot, flow, sizeof flow);
            json_object(json, NULL);
            json_string(json, "flow", flow);
            write_points(json, r, slot);
            json_end(json);
        }
    }
}

static unsigned count_hits(const struct timeline *t, size_t step)
{
    return t->steps[step].n_hits;
}

static unsigned count_credited(const struct timeline *t, size_t step)
{
    return t->steps[step].n_credited;
}

static const struct subject_slice slices[] = {
    {EVENT_PUT_BEGIN, EVENT_PUT_REPLY, false},
    {EVENT_MODIFY_BEGIN, EVENT_MODIFY_REPLY, false},
    {EVENT_DELETE_BEGIN, EVENT_DELETE_REPLY, false},
    {EVENT_GET_BEGIN, EVENT_GET_REPLY, false},
    {EVENT_UPCALL_BEGIN, EVENT_UPCALL_END, false},
    {EVENT_ROUND_BEGIN, EVENT_ROUND_END, true},
    {EVENT_CALL, EVENT_CALLED, false},
};

static const struct subject_counter counters[] = {
    {"hits", count_hits},
    {"credited", count_credited},
};

const struct report_subject cache_subject = {
    .violated = "violated",
    .describe = describe,
    .message = timeline_message,
    .actor = name_actor,
    .describe_loop = timeline_loop_text,
    .write_document = write_document,
    .write_step = write_step,
    .write_objects = write_objects,
    .write_ledgers = write_ledgers,
    .slices = slices,
    .n_slices = sizeof slices / sizeof slices[0],
    .counters = counters,
    .n_counters = sizeof counters / sizeof counters[0],
};
