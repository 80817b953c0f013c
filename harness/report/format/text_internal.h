/*
 * Between the files that print a timeline as text.
 */
#ifndef FORMAT_TEXT_INTERNAL_H
#define FORMAT_TEXT_INTERNAL_H 1

#include "report/format/text.h"

enum { LINE_MAX_SIZE = 1024 };

struct page {
    FILE *stream;
    const struct timeline *t;
    const struct text_style *style;
    unsigned width;
    unsigned digits;  /* Of the highest step's number. */
    unsigned margin;  /* Mark, number, colon, space. */
    size_t n_printed; /* Lines. */
    unsigned n_lanes;
    unsigned lane_width;                  /* Columns from one actor to the next. */
    unsigned in_lane[RUNTIME_MAX_ACTORS]; /* The actor in each of them. */
    uint8_t lane[RUNTIME_MAX_ACTORS];     /* That of each actor which is shown. */
};

/* A terminal's code; nothing where there are no colours. */
const char *text_paint(const struct page *, const char *code);

/* What was violated, what that means, and what the message, a sanitizer's report and the locks that
 * they name say. */
void text_print_head(struct page *);

#endif /* text_internal.h */
