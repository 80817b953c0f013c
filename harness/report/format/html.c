#include "report/format/html.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "model/events.h"
#include "model/model.h"
#include "report/format/arrows.h"
#include "report/format/json.h"
#include "report/format/page.h"
#include "support/printable.h"

static void write_arrows(FILE *stream, const struct arrow *arrows, size_t n)
{
    fputs(",\"arrows\":[", stream);
    for (size_t i = 0; i < n; i++) {
        fprintf(stream, "%s[%" PRIu32 ",%" PRIu32 ",\"%s\"]", i ? "," : "", arrows[i].from,
                arrows[i].to, arrow_word(arrows[i].kind));
    }
    putc(']', stream);
}

static void write_points(FILE *stream, const struct recording *r, unsigned slot)
{
    uint64_t n_hits = 0, n_credited = 0;
    const char *separator = "";

    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        if (e->object != slot || (e->kind != EVENT_HIT && e->kind != EVENT_CREDIT)) {
            continue;
        }
        n_hits += e->kind == EVENT_HIT;
        n_credited += e->kind == EVENT_CREDIT ? e->value[0] : 0;
        fprintf(stream, "%s[%zu,%" PRIu64 ",%" PRIu64 "]", separator, i, n_hits, n_credited);
        separator = ",";
    }
}

/* Of the flows that packets hit or were credited to. */
static void write_ledgers(FILE *stream, const struct recording *r)
{
    bool moved[MODEL_SLOTS] = {false};
    const char *separator = "";

    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        if (e->object < MODEL_SLOTS && (e->kind == EVENT_HIT || e->kind == EVENT_CREDIT)) {
            moved[e->object] = true;
        }
    }
    fputs(",\"ledgers\":[", stream);
    for (unsigned slot = 0; slot < MODEL_SLOTS; slot++) {
        const struct timeline of_slot = {.slot = (int)slot};
        char flow[32];

        if (moved[slot]) {
            timeline_flow_name(&of_slot, flow, sizeof flow);
            fprintf(stream, "%s{\"flow\":\"%s\",\"points\":[", separator, flow);
            write_points(stream, r, slot);
            fputs("]}", stream);
            separator = ",";
        }
    }
    putc(']', stream);
}

/* Which of a step's lines says most. */
static void write_best(FILE *stream, const struct timeline *t)
{
    fputs(",\"best\":[", stream);
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct source_stack *source = &t->steps[i].source;
        const struct source_line *best = source_best(source);

        fprintf(stream, "%s%td", i ? "," : "", best ? best - source->lines : -1);
    }
    putc(']', stream);
}

enum { CONTEXT = 3 }; /* Lines before and after one. */

static int compare_lines(const void *a_, const void *b_)
{
    const struct source_line *a = a_, *b = b_;
    int order = strcmp(a->file, b->file);

    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* The lines that steps came from, in the order of files and lines; some more than once. */
static struct source_line *collect_lines(const struct timeline *t, size_t *n)
{
    struct source_line *lines = calloc(t->n_steps * SOURCE_MAX_LINES + 1, sizeof *lines);

    *n = 0;
    for (size_t i = 0; lines && i < t->n_steps; i++) {
        for (unsigned j = 0; j < t->steps[i].source.n; j++) {
            lines[(*n)++] = t->steps[i].source.lines[j];
        }
    }
    if (lines) {
        qsort(lines, *n, sizeof *lines, compare_lines);
    }
    return lines;
}

static bool write_lines(FILE *stream, const struct timeline *t)
{
    size_t n;
    struct source_line *lines = collect_lines(t, &n);
    const char *file = NULL, *separator = "";
    unsigned next = 0; /* Of the file, the first line that is not written. */

    if (!lines) {
        return false;
    }
    fputs(",\"lines\":{", stream);
    for (size_t i = 0; i < n; i++) {
        char text[400];
        unsigned line = lines[i].line > CONTEXT ? lines[i].line - CONTEXT : 1;

        if (!file || strcmp(file, lines[i].file) != 0) {
            fputs(file ? "}," : "", stream);
            file = lines[i].file;
            printable_json(stream, file);
            fputs(":{", stream);
            separator = "";
            next = 0;
        }
        for (line = line < next ? next : line; lines[i].line && line <= lines[i].line + CONTEXT;
             line++) {
            if (source_text(file, line, text, sizeof text)) {
                fprintf(stream, "%s\"%u\":", separator, line);
                printable_json(stream, text);
                separator = ",";
            }
            next = line + 1;
        }
    }
    fputs(file ? "}}" : "}", stream);
    free(lines);
    return true;
}

bool report_html(FILE *stream, const struct timeline *t, const char *file, const char *build)
{
    size_t n;
    struct arrow *arrows = arrows_of(t->recording, &n);
    bool written;

    if (!arrows) {
        return false;
    }
    fwrite(report_page_before, 1, report_page_before_size, stream);
    fputs("{\"timeline\":", stream);
    report_json(stream, t, file, build);
    write_arrows(stream, arrows, n);
    write_ledgers(stream, t->recording);
    write_best(stream, t);
    written = write_lines(stream, t);
    putc('}', stream);
    fwrite(report_page_after, 1, report_page_after_size, stream);
    free(arrows);
    return written;
}
