#include "program/timeline/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "support/printable.h"
#include "program/timeline/names.h"
#include "program/timeline/weigh.h"

enum { TEXT_MAX = 192, WIDTH = 110, LANE_MIN = 3, LANE_MAX = 30, JOINED_MAX = 76 };

/* Chooses `n_lines` steps: the weightiest, and of those the latest. */
static void choose(const struct trace *t, uint8_t *weights, size_t n_lines)
{
    size_t n = trace_n_steps(t), left = n_lines;

    weigh_steps(t, weights);
    for (unsigned weight = WEIGHT_MOST + 1; weight-- > 0;) {
        for (size_t i = n; i-- > 0;) {
            if (weights[i] == weight) {
                if (left > 0 && weight > 0) {
                    left--;
                } else {
                    weights[i] = 0;
                }
            }
        }
    }
}

/* The places of the steps that are shown, of what they are about, and of what hangs, are asked for at
 * once. */
void timeline_look_up(void)
{
    const struct trace *t = trace_last();
    size_t n = trace_n_steps(t), n_frames = 0, from = n > TRACE_PLACED ? n - TRACE_PLACED : 0;
    uint32_t *frames = malloc((n - from + 1) * (TRACE_FRAMES + 1) * sizeof *frames);

    for (unsigned j = 0; frames && j < TRACE_FRAMES && t->hang[j]; j++) {
        frames[n_frames++] = t->hang[j];
    }
    for (size_t i = from; frames && i < n; i++) {
        const struct trace_step *s = trace_step(t, i);

        for (unsigned j = 0; j < TRACE_FRAMES && s->frames[j]; j++) {
            frames[n_frames++] = s->frames[j];
        }
        if (s->origin && s->area == AREA_HEAP) {
            frames[n_frames++] = s->origin;
        }
    }
    if (n_frames) {
        names_look_up(frames, n_frames);
    }
    free(frames);
}

struct lanes {
    unsigned n, width;
    unsigned actors[RUNTIME_MAX_ACTORS]; /* Of each lane. */
    unsigned lane_of[RUNTIME_MAX_ACTORS];
};

static void make_lanes(const struct trace *t, const uint8_t *weights, struct lanes *lanes)
{
    bool shown[RUNTIME_MAX_ACTORS] = {false};

    for (size_t i = 0; i < trace_n_steps(t); i++) {
        shown[trace_step(t, i)->event.actor % RUNTIME_MAX_ACTORS] |= weights[i] > 0;
    }
    lanes->n = 0;
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        if (shown[i]) {
            lanes->lane_of[i] = lanes->n;
            lanes->actors[lanes->n++] = i;
        }
    }
    lanes->width = lanes->n ? WIDTH / (lanes->n + 1) : WIDTH;
    lanes->width = lanes->width < LANE_MIN ? LANE_MIN : lanes->width;
    lanes->width = lanes->width > LANE_MAX ? LANE_MAX : lanes->width;
}

static void print_bars(FILE *stream, const struct lanes *lanes, unsigned n)
{
    fputs("  ", stream);
    for (unsigned i = 0; i < n; i++) {
        fprintf(stream, "%-*s", (int)lanes->width, "|");
    }
}

static void print_heads(FILE *stream, const struct trace *t, const struct lanes *lanes)
{
    bool narrow = lanes->width < 22;

    for (unsigned i = 0; i < lanes->n; i++) {
        char name[96];

        timeline_actor(t, lanes->actors[i], name, sizeof name);
        if (narrow) {
            print_bars(stream, lanes, i);
            fprintf(stream, "%s\n", printable(name));
        } else {
            fprintf(stream, "%s%-*.*s", i ? "" : "  ", (int)lanes->width, (int)lanes->width - 1,
                    printable(name));
        }
    }
    if (!narrow) {
        putc('\n', stream);
    }
}

/* Steps of one actor that follow one another are told in one line, as long as that is short. */
static size_t print_line(FILE *stream, const struct trace *t, const struct lanes *lanes,
                         const uint8_t *weights, size_t i)
{
    unsigned actor = trace_step(t, i)->event.actor;
    bool alone = trace_preempts(trace_step(t, i));
    char line[TEXT_MAX * 2], text[TEXT_MAX];

    timeline_step(t, i, line, TEXT_MAX);
    for (size_t j = i + 1; j < trace_n_steps(t) && !alone; j++) {
        const struct trace_step *s = trace_step(t, j);

        if (weights[j]) {
            if (s->event.actor != actor || trace_preempts(s) || s->event.kind == EVENT_VIOLATION) {
                break;
            }
            timeline_step(t, j, text, sizeof text);
            if (strlen(line) + strlen(text) > JOINED_MAX) {
                break;
            }
            strcat(line, ", ");
            strcat(line, text);
            i = j;
        }
    }
    print_bars(stream, lanes, lanes->lane_of[actor]);
    fprintf(stream, "%s\n", printable(line));
    return i;
}

void timeline_print(FILE *stream, size_t n_lines)
{
    const struct trace *t = trace_last();
    size_t n = trace_n_steps(t);
    uint8_t *weights = calloc(n + 1, 1);
    struct lanes lanes;

    if (!weights) {
        return;
    }
    timeline_look_up();
    choose(t, weights, n_lines);
    make_lanes(t, weights, &lanes);
    print_heads(stream, t, &lanes);
    for (size_t i = 0; i < n; i++) {
        if (weights[i]) {
            i = print_line(stream, t, &lanes, weights, i);
        }
    }
    free(weights);
}

/* The step in which it failed; NULL if the execution ended otherwise. */
static const struct trace_step *last_step(const struct trace *t)
{
    size_t n = t ? trace_n_steps(t) : 0;

    return n ? trace_step(t, n - 1) : NULL;
}

/* What hangs has passed its last step, which may be another actor's; the message has its name. */
static void place_of_hang(const struct trace *t, char *text, size_t size)
{
    struct names_place place;
    char function[128];

    if (!t->hang[0]) {
        return;
    }
    timeline_look_up();
    place = names_of_stack(t->hang, TRACE_FRAMES);
    if (names_of_frame(t->hang[0]).line) {
        snprintf(text, size, ", at %s:%u in %s", place.file, place.line, place.function);
    } else if (names_of_function(t->hang[0] - 1, function, sizeof function)) {
        snprintf(text, size, ", in %s", printable(function)); /* A loop of no line's. */
    }
}

void timeline_place(char *text, size_t size)
{
    const struct trace *t = trace_last();
    const struct trace_step *s = last_step(t);
    struct names_place place;

    text[0] = '\0';
    if (t && !strcmp(t->result.outcome.invariant, "HANG")) {
        place_of_hang(t, text, size);
        return;
    }
    if (!s || t->result.outcome.late) {
        return;
    }
    timeline_look_up();
    place = names_of_stack(s->frames, TRACE_FRAMES);
    if (place.line && strcmp(t->result.outcome.invariant, "ASSERT") != 0) {
        snprintf(text, size, ", at %s:%u in %s, %s", place.file, place.line, place.function,
                 t->names[s->event.actor % RUNTIME_MAX_ACTORS]);
    } else {
        snprintf(text, size, ", %s", t->names[s->event.actor % RUNTIME_MAX_ACTORS]);
    }
}

void timeline_verdict(FILE *stream, const char *file)
{
    const struct runtime_outcome *outcome = &trace_last()->result.outcome;
    char where[256], message[SCHEDULE_MESSAGE];

    if (!outcome->violated) {
        fprintf(stream, "%s: nothing fails\n", printable(file));
        return;
    }
    timeline_place(where, sizeof where);
    timeline_outcome(outcome, message, sizeof message);
    fprintf(stream, "%s: %s%s\n", outcome->invariant, printable(message), where);
}

/* Of the choice that a step belongs to: what was chosen in the end. */
static void print_choice(FILE *stream, const struct trace *t, size_t i)
{
    unsigned chooser = trace_step(t, i)->chooser;
    char text[TEXT_MAX];

    while (i + 1 < trace_n_steps(t) &&
           (trace_step(t, i)->choice != CHOICE_MADE || trace_step(t, i)->chooser != chooser)) {
        i++;
    }
    timeline_step(t, i, text, sizeof text);
    fprintf(stream, "%s %s", t->names[chooser], printable(text));
}

void timeline_preemption(FILE *stream, const struct schedule *schedule, size_t preemption)
{
    const struct trace *t = trace_last();
    const struct preemption *p = &schedule->preemptions[preemption];
    char text[TEXT_MAX] = "";
    struct names_place place = {"?", "?", 0, false};
    size_t choice = SIZE_MAX; /* A step of the choice that it decides. */

    for (size_t i = 0; t && i < trace_n_steps(t); i++) {
        const struct trace_step *s = trace_step(t, i);

        if (s->event.actor == p->actor && s->event.point <= p->point &&
            s->event.kind != EVENT_SWITCH) {
            timeline_step(t, i, text, sizeof text);
            place = names_of_stack(s->frames, TRACE_FRAMES);
            choice = s->choice && s->choice != CHOICE_MADE ? i : SIZE_MAX;
        }
    }
    if (choice != SIZE_MAX) {
        print_choice(stream, t, choice);
        return;
    }
    fprintf(stream, "%s gives way to %s%s%s (%s)", t ? t->names[p->actor] : "?",
            t ? t->names[p->target] : "?", text[0] ? ", after: " : "", printable(text), place.file);
}
