#include "report/format/perfetto.h"

#include <stdlib.h>
#include <string.h>

#include "report/format/arrows.h"
#include "report/subject.h"
#include "support/json.h"

/* A trace's slices of one track end in the reverse order of their beginnings. Locks need not be
 * released so: what is still open inside ends with the slice around it. */
enum { MAX_DEPTH = 64 };
#define NO_ARROW UINT32_MAX

struct slice {
    unsigned what;   /* The kind of event that ends it. */
    uint64_t object; /* Of that event. */
    bool is_alone;   /* Whatever the event's object is. */
};

struct track {
    unsigned depth;
    struct slice open[MAX_DEPTH];
};

struct trace {
    struct json json;
    const struct timeline *t;
    struct arrow *arrows;
    size_t n_arrows, next_arriving;
    uint32_t *leaving;      /* Of each step, the first arrow that leaves it; or NO_ARROW ... */
    uint32_t *next_leaving; /* ... and of each arrow, the next that leaves the same step. */
    struct track tracks[RUNTIME_MAX_ACTORS];
};

/* What begins a slice of any subject, and what ends it. */
static const struct subject_slice locks[] = {
    {EVENT_MUTEX_LOCK, EVENT_MUTEX_UNLOCK, false},
    {EVENT_MUTEX_TRYLOCK_OK, EVENT_MUTEX_UNLOCK, false},
    {EVENT_RWLOCK_RDLOCK, EVENT_RWLOCK_UNLOCK, false},
    {EVENT_RWLOCK_WRLOCK, EVENT_RWLOCK_UNLOCK, false},
    {EVENT_SPIN_LOCK, EVENT_SPIN_UNLOCK, false},
};

/* The slice that a kind of event begins; NULL if there is none. */
static const struct subject_slice *find_slice(const struct report_subject *subject, unsigned kind)
{
    for (unsigned i = 0; i < sizeof locks / sizeof locks[0]; i++) {
        if (locks[i].begin == kind) {
            return &locks[i];
        }
    }
    for (unsigned i = 0; i < subject->n_slices; i++) {
        if (subject->slices[i].begin == kind) {
            return &subject->slices[i];
        }
    }
    return NULL;
}

static void begin_entry(struct trace *trace, const char *phase, size_t at, unsigned actor)
{
    json_object(&trace->json, NULL);
    json_string(&trace->json, "ph", phase);
    json_whole(&trace->json, "ts", at);
    json_whole(&trace->json, "pid", 1);
    json_whole(&trace->json, "tid", actor);
}

static void write_metadata(struct trace *trace, const char *what, unsigned actor, const char *name)
{
    begin_entry(trace, "M", 0, actor);
    json_string(&trace->json, "name", what);
    json_object(&trace->json, "args");
    json_string(&trace->json, "name", name);
    json_end(&trace->json);
    json_end(&trace->json);
}

/* Writes what a step has, and ends its entry. */
static void write_args(struct trace *trace, size_t i)
{
    const struct timeline_step *step = &trace->t->steps[i];
    const struct source_line *line = step->best;

    json_object(&trace->json, "args");
    json_whole(&trace->json, "step", i);
    json_bool(&trace->json, "decisive", step->weight >= TIMELINE_DECISIVE);
    if (line) {
        json_string(&trace->json, "source", source_base(line->file));
        json_whole(&trace->json, "line", line->line);
    }
    json_end(&trace->json);
    json_end(&trace->json);
}

/* Ends the slices of a track down to `depth`. */
static void close_to(struct trace *trace, unsigned actor, unsigned depth, size_t at)
{
    struct track *track = &trace->tracks[actor];

    while (track->depth > depth) {
        track->depth--;
        begin_entry(trace, "E", at, actor);
        json_end(&trace->json);
    }
}

/* What became of a step as the beginning or the end of a slice. */
enum part { NO_PART, BEGINNING, END };

static enum part write_slice(struct trace *trace, size_t i, const char *text)
{
    const struct event *e = &trace->t->recording->events[i];
    struct track *track = &trace->tracks[e->actor];
    const struct subject_slice *slice = find_slice(trace->t->subject, e->kind);

    if (slice && track->depth < MAX_DEPTH) {
        track->open[track->depth++] = (struct slice){slice->end, e->object, slice->is_alone};
        begin_entry(trace, "B", i, e->actor);
        json_string(&trace->json, "name", text);
        write_args(trace, i);
        return BEGINNING;
    }
    for (unsigned depth = track->depth; depth-- > 0;) {
        const struct slice *open = &track->open[depth];

        if (open->what == e->kind && (open->is_alone || open->object == e->object)) {
            close_to(trace, e->actor, depth, i);
            return e->kind < EVENT_CLIENT ? END : NO_PART;
        }
    }
    return NO_PART;
}

static bool has_arrows(const struct trace *trace, size_t i)
{
    return trace->leaving[i] != NO_ARROW ||
           (trace->next_arriving < trace->n_arrows && trace->arrows[trace->next_arriving].to == i);
}

/* A step that is no slice: an instant, or, as an arrow needs one, the shortest slice there is. */
static void write_instant(struct trace *trace, size_t i, const char *text)
{
    bool is_slice = has_arrows(trace, i);

    begin_entry(trace, is_slice ? "X" : "i", i, trace->t->steps[i].actor);
    json_string(&trace->json, "name", text);
    if (is_slice) {
        json_whole(&trace->json, "dur", 1);
    } else {
        json_string(&trace->json, "s", "t");
    }
    write_args(trace, i);
}

static void write_counter(struct trace *trace, size_t i, const char *name, unsigned value)
{
    begin_entry(trace, "C", i, 0);
    json_string(&trace->json, "name", name);
    json_object(&trace->json, "args");
    json_whole(&trace->json, "packets", value);
    json_end(&trace->json);
    json_end(&trace->json);
}

/* An end of an arrow belongs to the slice around it. */
static void write_flow(struct trace *trace, size_t arrow, const char *phase, size_t i)
{
    begin_entry(trace, phase, i, trace->t->steps[i].actor);
    json_string(&trace->json, "name", arrow_word(trace->arrows[arrow].kind));
    json_string(&trace->json, "cat", "order");
    json_whole(&trace->json, "id", arrow);
    if (*phase == 'f') {
        json_string(&trace->json, "bp", "e");
    }
    json_end(&trace->json);
}

static void write_flows(struct trace *trace, size_t i)
{
    for (uint32_t j = trace->leaving[i]; j != NO_ARROW; j = trace->next_leaving[j]) {
        write_flow(trace, j, "s", i);
    }
    while (trace->next_arriving < trace->n_arrows &&
           trace->arrows[trace->next_arriving].to == i) { /* They are in that order. */
        write_flow(trace, trace->next_arriving++, "f", i);
    }
}

static void write_step(struct trace *trace, size_t i)
{
    const struct report_subject *subject = trace->t->subject;
    char text[SUBJECT_TEXT_MAX];
    enum part part;

    subject->describe(trace->t, i, text, sizeof text);
    part = write_slice(trace, i, text);
    if (part == NO_PART || (part == END && has_arrows(trace, i))) {
        write_instant(trace, i, text);
    }
    write_flows(trace, i);
    for (unsigned j = 0; j < subject->n_counters; j++) {
        const struct subject_counter *counter = &subject->counters[j];
        unsigned value = counter->value(trace->t, i);

        if (i == 0 || value != counter->value(trace->t, i - 1)) {
            write_counter(trace, i, counter->name, value);
        }
    }
}

/* Finds the arrows, and where they leave from. False without memory. */
static bool find_arrows(struct trace *trace)
{
    size_t n = trace->t->n_steps;

    trace->arrows = arrows_of(trace->t->recording, &trace->n_arrows);
    trace->leaving = malloc((n + 1) * sizeof *trace->leaving);
    trace->next_leaving = malloc((trace->n_arrows + 1) * sizeof *trace->next_leaving);
    if (!trace->arrows || !trace->leaving || !trace->next_leaving) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        trace->leaving[i] = NO_ARROW;
    }
    for (uint32_t j = (uint32_t)trace->n_arrows; j-- > 0;) {
        trace->next_leaving[j] = trace->leaving[trace->arrows[j].from];
        trace->leaving[trace->arrows[j].from] = j;
    }
    return true;
}

static void free_arrows(struct trace *trace)
{
    free(trace->arrows);
    free(trace->leaving);
    free(trace->next_leaving);
}

bool report_perfetto(FILE *stream, const struct timeline *t, const char *file)
{
    struct trace trace = {.t = t};

    if (!find_arrows(&trace)) {
        free_arrows(&trace);
        return false;
    }

    trace.json = json_begin(stream);
    json_object(&trace.json, NULL);
    json_string(&trace.json, "displayTimeUnit", "ms");
    json_array(&trace.json, "traceEvents");
    write_metadata(&trace, "process_name", 0, file);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actor_set_has(&t->actors, i)) {
            char name[SUBJECT_TEXT_MAX];

            t->subject->actor(t, i, name, sizeof name);
            write_metadata(&trace, "thread_name", i, name);
        }
    }
    for (size_t i = 0; i < t->n_steps; i++) {
        write_step(&trace, i);
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        close_to(&trace, i, 0, t->n_steps);
    }
    json_end(&trace.json);
    json_end(&trace.json);
    json_finish(&trace.json);
    free_arrows(&trace);
    return true;
}
