#include "report/format/text_internal.h"

#include <stdlib.h>
#include <string.h>

#include "cache/cache.h"
#include "runtime/actor_set.h"
#include "support/printable.h"

enum {
    MIN_WIDTH = 80,
    MAX_WIDTH = 160,
    LANE = 3,          /* Columns from one actor to the next, at most. */
    STATES_WIDTH = 20, /* Ukey, instance, ledger. */
    SOURCE_WIDTH = 17,
    MIN_STEPS = 8,
    MIN_WORDS = 8,
    MIN_TEXT = 24, /* Columns of a step in the last lane: lanes are nearer to each other for it. */
};

static unsigned lanes_width(const struct page *page)
{
    unsigned states = page->t->slot == TIMELINE_NO_SLOT ? 0 : STATES_WIDTH;

    return page->width - page->margin - states - SOURCE_WIDTH - 2;
}

/* Lanes for the actors that are shown, in the order of their numbers. */
static void lay_lanes(struct page *page, const uint8_t *shown)
{
    struct actor_set actors = {{0}};

    for (size_t i = 0; i < page->t->n_steps; i++) {
        if (shown[i] & SHOWN_STEP) {
            actor_set_add(&actors, page->t->steps[i].actor);
        }
    }
    page->n_lanes = 0;
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (actor_set_has(&actors, i)) {
            page->in_lane[page->n_lanes] = i;
            page->lane[i] = (uint8_t)page->n_lanes++;
        }
    }
    page->lane_width = LANE;
    while (page->lane_width > 1 &&
           (page->n_lanes - 1) * page->lane_width + MIN_TEXT > lanes_width(page)) {
        page->lane_width--;
    }
}

/* The actors' names, each where its lane is; beside the last one, the columns' titles. */
static void print_header(struct page *page)
{
    const struct timeline *t = page->t;

    for (unsigned lane = 0; lane < page->n_lanes; lane++) {
        const char *name = t->recording->names[page->in_lane[lane]];
        int room = (int)lanes_width(page);

        fprintf(page->stream, "%*s", (int)page->margin, "");
        for (unsigned i = 0; i < lane; i++, room -= (int)page->lane_width) {
            fprintf(page->stream, "%-*s", (int)page->lane_width, "|");
        }
        fprintf(page->stream, "%s%s%s", text_paint(page, "\033[1m"), name,
                text_paint(page, "\033[0m"));
        room -= (int)strlen(name);
        if (lane + 1 == page->n_lanes && t->slot != TIMELINE_NO_SLOT) {
            fprintf(page->stream, "%*s ukey       dp hit:cr where", room > 0 ? room : 0, "");
        }
        fputc('\n', page->stream);
        page->n_printed++;
    }
}

/* States, in as many letters as fit. */
static void state_word(const struct timeline_step *step, char word[static 16])
{
    static const char *const words[STATES] = {
        [STATE_CREATED] = "CREATED",     [STATE_VISIBLE] = "VISIBLE",
        [STATE_OPERATIONAL] = "OPERAT.", [STATE_INCONSISTENT] = "INCONS.",
        [STATE_EVICTING] = "EVICTING",   [STATE_EVICTED] = "EVICTED",
        [STATE_DELETED] = "DELETED",
    };

    if (step->ukey && step->state < STATES) {
        snprintf(word, 16, "%u %s", step->ukey, words[step->state]);
    } else {
        snprintf(word, 16, "-");
    }
}

static void print_states(struct page *page, const struct timeline_step *step)
{
    char ukey[16], instance[12] = "-", ledger[24];

    state_word(step, ukey);
    if (step->instance) {
        snprintf(instance, sizeof instance, "%u", step->instance);
    }
    snprintf(ledger, sizeof ledger, "%u:%u", step->n_hits, step->n_credited);
    fprintf(page->stream, " %-10.10s %2s %5.6s", ukey, instance, ledger);
}

/* Cuts a text to at most `room` columns, which it says at its end. */
static void shorten(char *text, size_t room)
{
    if (strlen(text) > room) {
        strcpy(text + room - strlen("..."), "...");
    }
}

/* The steps from `first` to before `end`, of which `n_times` say the same, in one row. */
struct row {
    size_t first, end, n_times;
    unsigned weight; /* Of the heaviest. */
};

/* The row that begins with a step. */
static struct row row_at(const struct timeline *t, const uint8_t *shown, size_t first)
{
    struct row row = {first, first + 1, 1, t->steps[first].weight};

    for (size_t i = first + 1; i < t->n_steps && !(shown[i] & SHOWN_STEP); i++) {
        if (shown[i] & SHOWN_AGAIN) {
            row.end = i + 1;
            row.n_times++;
            row.weight = t->steps[i].weight > row.weight ? t->steps[i].weight : row.weight;
        }
    }
    return row;
}

/* What is done in it, and how often, in `room` columns if that is enough for both. */
static void describe_row(const struct timeline *t, const struct row *row, size_t room,
                         char text[static TIMELINE_TEXT_MAX])
{
    char times[32] = "";

    timeline_describe(t, row->first, text);
    if (row->n_times > 1) {
        snprintf(times, sizeof times, " (%zu times)", row->n_times);
    }
    room = room < TIMELINE_TEXT_MAX ? room : TIMELINE_TEXT_MAX - 1;
    shorten(text, room > strlen(times) + MIN_WORDS ? room - strlen(times) : MIN_WORDS);
    strcat(text, times);
}

static void print_row(struct page *page, const struct row *row, bool folded)
{
    const struct timeline *t = page->t;
    const struct timeline_step *step = &t->steps[row->first];
    const struct source_line *line = step->best;
    bool end = row->weight == TIMELINE_END, decisive = row->weight >= TIMELINE_DECISIVE - 10;
    char text[TIMELINE_TEXT_MAX], lanes[LINE_MAX_SIZE] = "";
    unsigned room = lanes_width(page) - page->lane[step->actor] * page->lane_width;

    const char *code = end ? "\033[1;31m" : decisive ? "\033[1m" : "";
    char mark = end ? '!' : decisive ? '*' : ' ';

    for (unsigned j = 0; j < page->lane[step->actor]; j++) {
        snprintf(lanes + strlen(lanes), sizeof lanes - strlen(lanes), "%-*s", (int)page->lane_width,
                 "|");
    }
    fprintf(page->stream, "%s%c%*zu%c ", text_paint(page, code), mark, (int)page->digits,
            row->first, folded ? ':' : ' ');
    describe_row(t, row, room, text);
    if (t->slot == TIMELINE_NO_SLOT && !line) {
        room = 0; /* Nothing is beside it. */
    }
    fprintf(page->stream, "%s%-*s%s", lanes, (int)room, text, text_paint(page, "\033[0m"));
    if (t->slot != TIMELINE_NO_SLOT) {
        print_states(page, step);
    }
    if (line) {
        fprintf(page->stream, " %.*s", SOURCE_WIDTH - 5, source_base(line->file));
        if (line->line) { /* The compiler has put it on none, if 0. */
            fprintf(page->stream, ":%u", line->line);
        }
    }
    fputc('\n', page->stream);
    page->n_printed++;
}

/* The steps from `first` to before `end`. */
static void print_fold(struct page *page, size_t first, size_t end)
{
    size_t n = end - first;
    bool again = false;

    for (size_t i = first; i < end; i++) {
        again |= page->t->steps[i].repeats;
    }
    fprintf(page->stream, "%*s%s... %zu step%s%s ...%s\n", (int)page->margin, "",
            text_paint(page, "\033[2m"), n, plural(n), again ? ", in which the loops go on" : "",
            text_paint(page, "\033[0m"));
    page->n_printed++;
}

static bool has_lane(const struct page *page, size_t step)
{
    unsigned actor = page->t->steps[step].actor;

    return page->in_lane[page->lane[actor]] == actor;
}

/* A line instead of the steps that are not shown, from `first` to before `end`. One step needs no more room
 * than that. */
static void print_skipped(struct page *page, size_t first, size_t end)
{
    if (end - first == 1 && has_lane(page, first)) {
        print_row(page, &(struct row){first, end, 1, page->t->steps[first].weight}, false);
    } else {
        print_fold(page, first, end);
    }
}

static void print_steps(struct page *page, const uint8_t *shown)
{
    size_t next = 0;

    for (size_t i = 0; i < page->t->n_steps; i++) {
        struct row row;

        if (!(shown[i] & SHOWN_STEP)) {
            continue;
        }
        if (i > next && shown[i] & SHOWN_FOLD) {
            print_skipped(page, next, i);
        }
        row = row_at(page->t, shown, i);
        print_row(page, &row, i > next && !(shown[i] & SHOWN_FOLD));
        next = row.end;
    }
}

static void print_left_out(FILE *stream, const struct recording *r)
{
    if (r->n_left_out) {
        fprintf(stream, "(the execution is too long: %zu steps before step %d are left out)\n",
                r->n_left_out, RECORDING_MAX_EVENTS - RECORDING_LAST);
    } else {
        fputs("(the execution is too long: its later steps are not kept)\n", stream);
    }
}

/* Lines for steps, once the title is printed: the names of actors and the last line take some. */
static size_t lines_left(const struct page *page)
{
    size_t limit = page->style->n_lines, used = page->n_printed + (page->style->footer ? 1 : 0);

    if (limit == 0 || limit == SIZE_MAX) {
        return limit;
    }
    return limit > used + MIN_STEPS ? limit - used : MIN_STEPS;
}

void report_text(FILE *stream, const struct timeline *t, const struct text_style *style)
{
    struct page page = {.stream = stream, .t = t, .style = style, .width = style->width};
    uint8_t *shown = malloc(t->n_steps + 1);
    size_t left;

    page.width = page.width < MIN_WIDTH ? MIN_WIDTH : page.width;
    page.width = page.width > MAX_WIDTH ? MAX_WIDTH : page.width;
    page.digits = (unsigned)snprintf(NULL, 0, "%zu", t->n_steps);
    page.margin = page.digits + 3;
    text_print_head(&page);
    if (!shown || !t->n_steps) {
        free(shown);
        return;
    }
    left = lines_left(&page);
    timeline_choose(t, left, shown);
    lay_lanes(&page, shown);
    if (left && left != SIZE_MAX) {
        timeline_choose(t, left > page.n_lanes + MIN_STEPS ? left - page.n_lanes : MIN_STEPS,
                        shown);
        lay_lanes(&page, shown);
    }
    print_header(&page);
    print_steps(&page, shown);
    if (t->recording->truncated) {
        print_left_out(stream, t->recording);
    }
    if (style->footer) {
        fprintf(stream, "%s\n", style->footer);
    }
    free(shown);
}
