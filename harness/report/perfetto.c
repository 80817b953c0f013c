#include "report/perfetto.h"

#include <string.h>

#include "model/events.h"
#include "io/printable.h"
#include "runtime/actor_set.h"

/* A trace's slices of one track end in the reverse order of their beginnings. Locks need not be
 * released so: what is still open inside ends with the slice around it. */
enum { MAX_DEPTH = 64 };

struct slice {
    unsigned what; /* The kind of event that ends it. */
    uint64_t object;
};

struct track {
    unsigned depth;
    struct slice open[MAX_DEPTH];
};

struct trace {
    FILE *stream;
    const struct timeline *t;
    bool first;
    struct track tracks[RUNTIME_MAX_ACTORS];
};

/* What begins a slice, and what ends it. */
static const struct {
    unsigned begin, end;
} slices[] = {
    {EVENT_MUTEX_LOCK, EVENT_MUTEX_UNLOCK},     {EVENT_MUTEX_TRYLOCK_OK, EVENT_MUTEX_UNLOCK},
    {EVENT_RWLOCK_RDLOCK, EVENT_RWLOCK_UNLOCK}, {EVENT_RWLOCK_WRLOCK, EVENT_RWLOCK_UNLOCK},
    {EVENT_SPIN_LOCK, EVENT_SPIN_UNLOCK},       {EVENT_PUT_BEGIN, EVENT_PUT_REPLY},
    {EVENT_MODIFY_BEGIN, EVENT_MODIFY_REPLY},   {EVENT_DELETE_BEGIN, EVENT_DELETE_REPLY},
    {EVENT_GET_BEGIN, EVENT_GET_REPLY},         {EVENT_UPCALL_BEGIN, EVENT_UPCALL_END},
    {EVENT_ROUND_BEGIN, EVENT_ROUND_END},       {EVENT_CALL, EVENT_CALLED},
};
enum { N_SLICES = sizeof slices / sizeof slices[0] };

static uint64_t slice_object(const struct event *e)
{
    return e->kind == EVENT_ROUND_BEGIN || e->kind == EVENT_ROUND_END ? 0 : e->object;
}

static void begin_entry(struct trace *trace, const char *phase, size_t at, unsigned actor)
{
    fprintf(trace->stream, "%s\n{\"ph\":\"%s\",\"ts\":%zu,\"pid\":1,\"tid\":%u",
            trace->first ? "" : ",", phase, at, actor);
    trace->first = false;
}

static void name_entry(struct trace *trace, const char *name)
{
    fputs(",\"name\":", trace->stream);
    printable_json(trace->stream, name);
}

static void write_metadata(struct trace *trace, const char *what, unsigned actor, const char *name)
{
    begin_entry(trace, "M", 0, actor);
    name_entry(trace, what);
    fputs(",\"args\":{\"name\":", trace->stream);
    printable_json(trace->stream, name);
    fputs("}}", trace->stream);
}

static void write_args(struct trace *trace, size_t i)
{
    const struct timeline_step *step = &trace->t->steps[i];
    const struct source_line *line = source_best(&step->source);

    fprintf(trace->stream, ",\"args\":{\"step\":%zu,\"decisive\":%s", i,
            step->weight >= TIMELINE_DECISIVE ? "true" : "false");
    if (line) {
        fputs(",\"source\":", trace->stream);
        printable_json(trace->stream, source_base(line->file));
        fprintf(trace->stream, ",\"line\":%u", line->line);
    }
    fputs("}}", trace->stream);
}

/* Ends the slices of a track down to `depth`. */
static void close_to(struct trace *trace, unsigned actor, unsigned depth, size_t at)
{
    struct track *track = &trace->tracks[actor];

    while (track->depth > depth) {
        track->depth--;
        begin_entry(trace, "E", at, actor);
        fputc('}', trace->stream);
    }
}

static bool write_slice(struct trace *trace, size_t i, const char *text)
{
    const struct event *e = &trace->t->recording->events[i];
    struct track *track = &trace->tracks[e->actor];

    for (unsigned j = 0; j < N_SLICES; j++) {
        if (slices[j].begin == e->kind && track->depth < MAX_DEPTH) {
            track->open[track->depth++] = (struct slice){slices[j].end, slice_object(e)};
            begin_entry(trace, "B", i, e->actor);
            name_entry(trace, text);
            write_args(trace, i);
            return true;
        }
    }
    for (unsigned depth = track->depth; depth-- > 0;) {
        if (track->open[depth].what == e->kind && track->open[depth].object == slice_object(e)) {
            close_to(trace, e->actor, depth, i);
            return e->kind < EVENT_CLIENT;
        }
    }
    return false;
}

static void write_counter(struct trace *trace, size_t i, const char *name, unsigned value)
{
    begin_entry(trace, "C", i, 0);
    name_entry(trace, name);
    fprintf(trace->stream, ",\"args\":{\"packets\":%u}}", value);
}

static void write_step(struct trace *trace, size_t i)
{
    const struct timeline_step *step = &trace->t->steps[i];
    char text[TIMELINE_TEXT_MAX];

    timeline_describe(trace->t, i, text);
    if (!write_slice(trace, i, text)) {
        begin_entry(trace, "i", i, step->actor);
        name_entry(trace, text);
        fputs(",\"s\":\"t\"", trace->stream);
        write_args(trace, i);
    }
    if (i == 0 || step->n_hits != step[-1].n_hits) {
        write_counter(trace, i, "hits", step->n_hits);
    }
    if (i == 0 || step->n_credited != step[-1].n_credited) {
        write_counter(trace, i, "credited", step->n_credited);
    }
}

void report_perfetto(FILE *stream, const struct timeline *t, const char *file)
{
    struct trace trace = {.stream = stream, .t = t, .first = true};

    fputs("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[", stream);
    write_metadata(&trace, "process_name", 0, file);
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actor_set_has(t->actors, i)) {
            write_metadata(&trace, "thread_name", i, t->recording->names[i]);
        }
    }
    for (size_t i = 0; i < t->n_steps; i++) {
        write_step(&trace, i);
    }
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        close_to(&trace, i, 0, t->n_steps);
    }
    fputs("\n]}\n", stream);
}
