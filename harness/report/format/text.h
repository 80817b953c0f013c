/*
 * A timeline as text: what was violated, then the steps as aligned lines, a lane per actor.
 *
 *   * decisive step   ! the end   : steps are folded before this one
 *
 * Steps whose rows would say the same share one, which says how many they are. Each has a row of its
 * own where everything is shown.
 */
#ifndef FORMAT_TEXT_H
#define FORMAT_TEXT_H 1

#include <stdio.h>

#include "report/timeline.h"

struct text_style {
    unsigned width; /* Columns; at least 80. */
    size_t n_lines; /* At most, all in all; 0: as many as tell something, SIZE_MAX: everything. */
    bool colour;
    const char *file, *build; /* For the title. */
    const char *footer;       /* The command that shows the rest; NULL: not said. */
};

void report_text(FILE *, const struct timeline *, const struct text_style *);

#endif /* text.h */
