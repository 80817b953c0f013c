/*
 * What of a timeline fits on a screen.
 */
#include <stdlib.h>
#include <string.h>

#include "report/timeline.h"

struct candidate {
    size_t at; /* A step; or of a fold, the shown step after it. */
    size_t n;  /* A step's weight, or the steps folded. */
};

/* The heaviest first, and of these the latest. */
static int compare(const void *a_, const void *b_)
{
    const struct candidate *a = a_, *b = b_;

    if (a->n != b->n) {
        return a->n > b->n ? -1 : 1;
    }
    return a->at > b->at ? -1 : a->at < b->at;
}

/* Stores the gaps between shown steps. Returns how many. */
static size_t find_gaps(const struct timeline *t, const uint8_t *shown, struct candidate *gaps)
{
    size_t n_gaps = 0, next = 0;

    for (size_t i = 0; i < t->n_steps; i++) {
        if (shown[i] & SHOWN_STEP) {
            if (i > next) {
                gaps[n_gaps++] = (struct candidate){i, i - next};
            }
            next = i + 1;
        }
    }
    return n_gaps;
}

void timeline_choose(const struct timeline *t, size_t n_lines, uint8_t *shown)
{
    struct candidate *candidates = calloc(t->n_steps + 1, sizeof *candidates);
    size_t n = 0, used = 0, n_gaps;
    size_t lines = n_lines ? n_lines : SIZE_MAX - 1;

    memset(shown, 0, t->n_steps);
    if (!candidates || n_lines == SIZE_MAX) {
        memset(shown, SHOWN_STEP, t->n_steps);
        free(candidates);
        return;
    }
    for (size_t i = 0; i < t->n_steps; i++) {
        if (t->steps[i].weight >= TIMELINE_FOLDED) {
            candidates[n++] = (struct candidate){i, t->steps[i].weight};
        }
    }
    qsort(candidates, n, sizeof *candidates, compare);
    /* Lines for folds are worth more than steps that tell little; one is for the rounds of loops.
     */
    for (size_t i = 0; i < n && used + (t->n_loops > 0) < lines; i++) {
        if (candidates[i].n >= TIMELINE_TELLING || !n_lines) {
            shown[candidates[i].at] = SHOWN_STEP;
            used++;
        }
    }
    n_gaps = find_gaps(t, shown, candidates);
    qsort(candidates, n_gaps, sizeof *candidates, compare);
    for (size_t i = 0; i < n_gaps && used < lines; i++, used++) {
        shown[candidates[i].at] |= SHOWN_FOLD;
    }
    free(candidates);
}
