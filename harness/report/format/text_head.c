/*
 * What stands above the steps: what was violated, and all that is known of it.
 */
#include <stdlib.h>
#include <string.h>

#include "report/format/text_internal.h"
#include "report/internal.h"
#include "report/tags.h"

const char *text_paint(const struct page *page, const char *code)
{
    return page->style->colour ? code : "";
}

/* Prints `text` in lines of at most the page's width, broken at spaces. `first` stands before the
 * first line; the others are indented. */
static void print_wrapped(struct page *page, const char *first, const char *text)
{
    size_t column = strlen(first);

    fputs(first, page->stream);
    while (*text) {
        size_t n = strcspn(text, " \n");

        if (column + n + 1 > page->width && column > 4) {
            fputs("\n   ", page->stream);
            page->n_printed++;
            column = 3;
        }
        fprintf(page->stream, " %.*s", (int)n, text);
        column += n + 1;
        text += n + (text[n] != '\0');
    }
    fputc('\n', page->stream);
    page->n_printed++;
}

/* A piece of the message, with the names of objects. */
static void print_piece(struct page *page, const char *first, const char *at, size_t length)
{
    const struct violation *v = &page->t->recording->outcome.violation;
    char piece[LINE_MAX_SIZE], renamed[LINE_MAX_SIZE];

    snprintf(piece, sizeof piece, "%.*s", (int)length, at);
    report_objects_rename(page->t->objects, v, piece, renamed, sizeof renamed);
    print_wrapped(page, first, renamed);
}

/* Of a violation with several parts each has a line. */
static void print_parts(struct page *page, const struct runtime_outcome *outcome)
{
    const struct violation *v = &outcome->violation;

    print_piece(page, " ", outcome->message, violation_intro(v, outcome->message));
    for (unsigned i = 0; i < v->n_parts; i++) {
        size_t length;
        const char *clause = violation_clause(v, outcome->message, i, &length);

        if (length) {
            print_piece(page, "   ", clause, length);
        }
    }
}

/* The file's name has a line of its own if the verdict does not fit beside it. */
static void print_title(struct page *page)
{
    const struct recording *r = page->t->recording;
    const struct runtime_outcome *outcome = &r->outcome;
    bool violated = outcome->violated || r->died;
    char flow[32], verdict[64], suffix[96];
    size_t length;

    const char *colour = violated                            ? "\033[1;31m"
                         : strcmp(page->t->silence, "clean") ? "\033[1m"
                                                             : "\033[32m";

    timeline_flow_name(page->t, flow, sizeof flow);
    if (violated) {
        snprintf(verdict, sizeof verdict, "violated %s", outcome->invariant);
    } else {
        snprintf(verdict, sizeof verdict, "%s", page->t->silence);
    }
    if (violated && page->t->slot != TIMELINE_NO_SLOT) {
        snprintf(suffix, sizeof suffix, " on flow %s (%s build)", flow, page->style->build);
    } else {
        snprintf(suffix, sizeof suffix, " (%s build)", page->style->build);
    }
    length = strlen(page->style->file) + strlen(": ") + strlen(verdict) + strlen(suffix);
    fprintf(page->stream, "%s:", page->style->file);
    if (length > page->width) {
        fputs("\n ", page->stream);
        page->n_printed++;
    }
    fprintf(page->stream, " %s%s%s%s\n", text_paint(page, colour), verdict,
            text_paint(page, "\033[0m"), suffix);
    page->n_printed++;
}

/* What a sanitizer's report says of the code under test. */
static void print_evidence(struct page *page)
{
    for (unsigned i = 0; i < page->t->n_evidence; i++) {
        const struct timeline_evidence *evidence = &page->t->evidence[i];
        char line[256];
        int n = snprintf(line, sizeof line, "%s: %s", evidence->what, evidence->where);

        if (evidence->step != SIZE_MAX) {
            snprintf(line + n, sizeof line - (size_t)n, ", at step %zu", evidence->step);
        }
        print_wrapped(page, "   ", line);
    }
}

/* Where the locks and the like that the violation is about come from. */
static void print_origins(struct page *page)
{
    enum { MOST = 6 };
    const struct timeline *t = page->t;
    struct named_object named[MOST];
    unsigned n = report_objects_of(&t->recording->outcome.violation, named, MOST);

    for (unsigned i = 0; i < n; i++) {
        const struct report_object *object =
            report_object(t->objects, named[i].class, named[i].number);
        char origin[256], line[384];

        if (report_object_origin(object, t->recording, origin, sizeof origin)) {
            snprintf(line, sizeof line, "%s: %s", object->name, origin);
            print_wrapped(page, "   ", line);
        }
    }
}

/* What the tag means. */
static void print_tag(struct page *page)
{
    const struct tag *tag = tag_find(page->t->recording->outcome.invariant);
    char line[160];

    if (tag) {
        snprintf(line, sizeof line, "(%s: %s; ukeyfuzz help %s)", tag->name, tag->line, tag->name);
        print_wrapped(page, " ", line);
    }
}

static void print_message(struct page *page)
{
    const struct recording *r = page->t->recording;
    char message[LINE_MAX_SIZE];

    timeline_message(page->t, message, sizeof message);
    if (!message[0]) {
        return;
    }
    if (r->died) {
        print_wrapped(page, " ", message);
    } else {
        print_parts(page, &r->outcome);
    }
    print_evidence(page);
    print_origins(page);
    for (unsigned i = 0; i < page->t->n_loops; i++) {
        char loop[256];

        timeline_loop_text(page->t, &page->t->loops[i], loop, sizeof loop);
        print_wrapped(page, " ", loop);
    }
}

void text_print_head(struct page *page)
{
    print_title(page);
    print_tag(page);
    print_message(page);
}
