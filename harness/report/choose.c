/*
 * What of a timeline fits on a screen.
 */
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "report/timeline.h"

struct candidate {
    size_t at; /* A step; or of a fold, the shown step after it. */
    size_t n;  /* A step's weight, or the steps folded. */
};

struct choice {
    const struct timeline *t;
    uint8_t *shown;
    size_t n, n_gaps;
    struct candidate *steps, *gaps;
    uint64_t *rows; /* Of each candidate's step: a hash of what its row says. */
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

/* What a step's row says beside its number: who, what and where, and the states after it. */
static uint64_t hash_row(const struct timeline *t, size_t i)
{
    const struct timeline_step *step = &t->steps[i];
    const uint32_t states[] = {step->actor,
                               step->state,
                               step->ukey,
                               step->instance,
                               step->n_hits,
                               step->n_credited,
                               step->best ? step->best->line : 0};
    const char *file = step->best ? step->best->file : "";
    char text[TIMELINE_TEXT_MAX];
    uint64_t row = XXH3_64bits(states, sizeof states);

    timeline_describe(t, i, text);
    row = XXH3_64bits_withSeed(text, strlen(text), row);
    return XXH3_64bits_withSeed(file, strlen(file), row);
}

static void find_candidates(struct choice *c, bool all)
{
    for (size_t i = 0; i < c->t->n_steps; i++) {
        if (c->t->steps[i].weight >= (all ? TIMELINE_FOLDED : TIMELINE_TELLING)) {
            c->steps[c->n++] = (struct candidate){i, c->t->steps[i].weight};
            c->rows[i] = hash_row(c->t, i);
        }
    }
    qsort(c->steps, c->n, sizeof *c->steps, compare);
}

/* Shows the first `n` candidates. Returns how many rows they have. */
static size_t show(struct choice *c, size_t n)
{
    size_t n_rows = 0, last = SIZE_MAX;

    memset(c->shown, 0, c->t->n_steps);
    for (size_t i = 0; i < n; i++) {
        c->shown[c->steps[i].at] = SHOWN_STEP;
    }
    for (size_t i = 0; i < c->t->n_steps; i++) {
        if (c->shown[i] && last != SIZE_MAX && c->rows[i] == c->rows[last] &&
            c->t->steps[i].weight != TIMELINE_END) {
            c->shown[i] = SHOWN_AGAIN;
        } else if (c->shown[i]) {
            last = i;
            n_rows++;
        }
    }
    return n_rows;
}

/* Shows as many candidates as fit on `lines`. Returns how many rows they have. */
static size_t show_most(struct choice *c, size_t lines)
{
    size_t fit = 0, too_many = c->n + 1;

    while (fit + 1 < too_many) {
        size_t middle = fit + (too_many - fit) / 2;

        if (show(c, middle) <= lines) {
            fit = middle;
        } else {
            too_many = middle;
        }
    }
    return show(c, fit);
}

/* Finds the gaps between rows. What lies between steps that share a row is in no gap. */
static void find_gaps(struct choice *c)
{
    size_t next = 0;

    for (size_t i = 0; i < c->t->n_steps; i++) {
        if (c->shown[i] & SHOWN_STEP && i > next) {
            c->gaps[c->n_gaps++] = (struct candidate){i, i - next};
        }
        next = c->shown[i] ? i + 1 : next;
    }
    qsort(c->gaps, c->n_gaps, sizeof *c->gaps, compare);
}

void timeline_choose(const struct timeline *t, size_t n_lines, uint8_t *shown)
{
    struct choice c = {.t = t, .shown = shown};
    size_t lines = n_lines ? n_lines : SIZE_MAX - 1, used;

    c.steps = calloc(t->n_steps + 1, sizeof *c.steps);
    c.gaps = calloc(t->n_steps + 1, sizeof *c.gaps);
    c.rows = calloc(t->n_steps + 1, sizeof *c.rows);
    if (!c.steps || !c.gaps || !c.rows || n_lines == SIZE_MAX) {
        memset(shown, SHOWN_STEP, t->n_steps);
    } else {
        find_candidates(&c, !n_lines);
        /* Lines for folds are worth more than steps that tell little; one is for the rounds of
         * loops. */
        used = show_most(&c, lines - (t->n_loops > 0));
        find_gaps(&c);
        for (size_t i = 0; i < c.n_gaps && used < lines; i++, used++) {
            shown[c.gaps[i].at] |= SHOWN_FOLD;
        }
    }
    free(c.steps);
    free(c.gaps);
    free(c.rows);
}
