#include "report/format/html.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "report/format/arrows.h"
#include "report/format/json.h"
#include "report/format/page.h"
#include "report/subject.h"
#include "support/json.h"

static void write_arrows(struct json *json, const struct arrow *arrows, size_t n)
{
    json_array(json, "arrows");
    for (size_t i = 0; i < n; i++) {
        json_array(json, NULL);
        json_whole(json, NULL, arrows[i].from);
        json_whole(json, NULL, arrows[i].to);
        json_string(json, NULL, arrow_word(arrows[i].kind));
        json_end(json);
    }
    json_end(json);
}

/* Which of a step's lines says most. */
static void write_best(struct json *json, const struct timeline *t)
{
    json_array(json, "best");
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct timeline_step *step = &t->steps[i];

        json_signed(json, NULL, step->best ? step->best - step->source.lines : -1);
    }
    json_end(json);
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

/* Writes the lines around one, from `next` on. Returns the first that is not written. */
static unsigned write_around(struct json *json, const struct source_line *at, unsigned next)
{
    unsigned first = at->line > CONTEXT ? at->line - CONTEXT : 1;

    for (unsigned line = first < next ? next : first; at->line && line <= at->line + CONTEXT;
         line++) {
        char text[400], number[16];

        snprintf(number, sizeof number, "%u", line);
        if (source_text(at->file, line, text, sizeof text)) {
            json_string(json, number, text);
        }
        next = line + 1;
    }
    return next;
}

static void write_ledgers(struct json *json, const struct timeline *t)
{
    json_array(json, "ledgers");
    if (t->subject->write_ledgers) {
        t->subject->write_ledgers(json, t);
    }
    json_end(json);
}

static bool write_lines(struct json *json, const struct timeline *t)
{
    size_t n;
    struct source_line *lines = collect_lines(t, &n);
    bool has_lines = lines != NULL;

    json_array(json, "lines");
    for (size_t i = 0; lines && i < n;) {
        const char *file = lines[i].file;
        unsigned next = 0;

        json_object(json, NULL);
        json_string(json, "file", file);
        json_object(json, "lines");
        for (; i < n && !strcmp(file, lines[i].file); i++) {
            next = write_around(json, &lines[i], next);
        }
        json_end(json);
        json_end(json);
    }
    json_end(json);
    free(lines);
    return has_lines;
}

bool report_html(FILE *stream, const struct timeline *t, const char *file, const char *build)
{
    size_t n;
    struct arrow *arrows = arrows_of(t->recording, &n);
    struct json json;
    bool written;

    if (!arrows) {
        return false;
    }
    fwrite(report_page_before, 1, report_page_before_size, stream);
    json = json_begin(stream);
    json_object(&json, NULL);
    report_json(&json, "timeline", t, file, build);
    write_arrows(&json, arrows, n);
    write_ledgers(&json, t);
    write_best(&json, t);
    written = write_lines(&json, t);
    json_end(&json);
    json_finish(&json);
    fwrite(report_page_after, 1, report_page_after_size, stream);
    free(arrows);
    return written;
}
