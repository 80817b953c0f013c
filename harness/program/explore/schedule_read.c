#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "support/input.h"
#include "support/printable.h"
#include "program/explore/schedule.h"

enum { FILE_MAX = 16 << 20 };

struct reader {
    const char *file;
    unsigned line;
    char *at;    /* The rest of the line. */
    char *error; /* SCHEDULE_ERROR. */
    bool failed;
    struct schedule *s;
};

static bool fail(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(struct reader *r, const char *format, ...)
{
    char message[256];
    va_list args;

    if (!r->failed) {
        va_start(args, format);
        vsnprintf(message, sizeof message, format, args);
        va_end(args);
        snprintf(r->error, SCHEDULE_ERROR, "%.200s:%u: %s", printable(r->file), r->line, message);
        r->failed = true;
    }
    return false;
}

static void skip_spaces(struct reader *r)
{
    r->at += strspn(r->at, " \t\r");
}

static const char *read_word(struct reader *r)
{
    char *word;

    skip_spaces(r);
    word = r->at;
    r->at += strcspn(r->at, " \t\r");
    if (*r->at) {
        *r->at++ = '\0';
    }
    return word;
}

static uint64_t read_number(struct reader *r, int base, uint64_t max)
{
    const char *word = read_word(r);
    char *end;
    uint64_t value;

    errno = 0;
    value = strtoull(word, &end, base);
    if (!isxdigit((unsigned char)word[0]) || *end || errno || value > max) {
        fail(r, "expected a number up to %" PRIu64 ", found '%.40s'", max, printable(word));
        return 0;
    }
    return value;
}

static bool read_string(struct reader *r, char *text, size_t size)
{
    size_t n = 0;

    skip_spaces(r);
    if (*r->at != '"') {
        return fail(r, "expected a text in quotes");
    }
    for (r->at++; *r->at && *r->at != '"'; r->at++) {
        char c = *r->at;

        if (c == '\\' && r->at[1] == 'x' && isxdigit((unsigned char)r->at[2]) &&
            isxdigit((unsigned char)r->at[3])) {
            const char digits[] = {r->at[2], r->at[3], '\0'};

            c = (char)strtoul(digits, NULL, 16);
            r->at += 3;
        } else if (c == '\\' && r->at[1]) {
            c = *++r->at;
        }
        if (n + 1 == size || !c) {
            return fail(r, "a text is longer than %zu bytes, or has a zero in it", size - 1);
        }
        text[n++] = c;
    }
    text[n] = '\0';
    return *r->at++ == '"' || (r->at--, fail(r, "a text has no end"));
}

static void read_plain(struct reader *r, char *to, size_t size)
{
    const char *word = read_word(r);

    if (!*word || strlen(word) >= size ||
        strspn(word, "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") !=
            strlen(word)) {
        fail(r, "expected a word, found '%.40s'", printable(word));
        return;
    }
    strcpy(to, word);
}

static void read_argument(struct reader *r)
{
    char text[4096];

    if (r->s->n_arguments == SCHEDULE_ARGUMENTS) {
        fail(r, "more than %d arguments", SCHEDULE_ARGUMENTS);
    } else if (read_string(r, text, sizeof text)) {
        r->s->arguments[r->s->n_arguments++] = strdup(text);
    }
}

/* What follows a preemption, if it has an anchor. */
static void read_anchor(struct reader *r, struct schedule_anchor *anchor)
{
    const char *word = read_word(r);

    if (strcmp(word, "after") != 0) {
        fail(r, "expected 'after', found '%.40s'", printable(word));
        return;
    }
    anchor->times = (uint32_t)read_number(r, 10, UINT32_MAX);
    if (read_string(r, anchor->action, sizeof anchor->action) &&
        read_string(r, anchor->function, sizeof anchor->function)) {
        anchor->points_later = (uint32_t)read_number(r, 10, UINT32_MAX);
    }
}

static void read_preemption(struct reader *r)
{
    struct preemption p;

    p.actor = (typeof(p.actor))read_number(r, 10, RUNTIME_MAX_ACTORS - 1);
    p.point = (uint32_t)read_number(r, 10, UINT32_MAX);
    p.target = (typeof(p.target))read_number(r, 10, RUNTIME_MAX_ACTORS - 1);
    if (r->s->n_preemptions == SUBJECT_PREEMPTIONS) {
        fail(r, "more than %d preemptions", SUBJECT_PREEMPTIONS);
        return;
    }
    r->s->preemptions[r->s->n_preemptions++] = p;
    skip_spaces(r);
    if (*r->at && *r->at != '#' && r->s->n_preemptions <= SCHEDULE_ANCHORS) {
        r->s->n_anchors = r->s->n_preemptions;
        read_anchor(r, &r->s->anchors[r->s->n_preemptions - 1]);
    }
}

static void read_trail(struct reader *r)
{
    for (skip_spaces(r); *r->at && *r->at != '#' && !r->failed; skip_spaces(r)) {
        if (r->s->n_trail == SCHEDULE_TRAIL) {
            fail(r, "more than %d events in the trail", SCHEDULE_TRAIL);
            return;
        }
        r->s->trail[r->s->n_trail++] = (uint16_t)read_number(r, 16, UINT16_MAX);
    }
}

static bool read_yes(struct reader *r)
{
    const char *word = read_word(r);

    return !strcmp(word, "yes") || (strcmp(word, "no") && fail(r, "expected yes or no"));
}

static void read_entry(struct reader *r, const char *key)
{
    struct schedule *s = r->s;

    if (!strcmp(key, "program")) {
        read_string(r, s->program, sizeof s->program);
    } else if (!strcmp(key, "build-id")) {
        read_plain(r, s->build_id, sizeof s->build_id);
    } else if (!strcmp(key, "argument")) {
        read_argument(r);
    } else if (!strcmp(key, "strategy")) {
        read_plain(r, s->strategy, sizeof s->strategy);
    } else if (!strcmp(key, "seed")) {
        s->seed = read_number(r, 10, UINT64_MAX);
    } else if (!strcmp(key, "found-after")) {
        s->found_after = read_number(r, 10, UINT64_MAX);
    } else if (!strcmp(key, "budget")) {
        s->settings.step_budget = (uint32_t)read_number(r, 10, UINT32_MAX);
    } else if (!strcmp(key, "stack-points")) {
        s->settings.stack_points = read_yes(r);
    } else if (!strcmp(key, "races-fail")) {
        s->settings.races = read_yes(r) ? RACES_FAIL : RACES_UNSEEN;
    } else if (!strcmp(key, "time-any")) {
        s->settings.time_any = read_yes(r);
    } else if (!strcmp(key, "spurious-wakes")) {
        s->settings.spurious_wakes = (uint32_t)read_number(r, 10, UINT32_MAX);
    } else if (!strcmp(key, "rules-first")) {
        s->settings.rules_first = (uint32_t)read_number(r, 10, (1U << RUNTIME_RULES) - 1);
    } else if (!strcmp(key, "rules-off")) {
        s->settings.rules_off = (uint32_t)read_number(r, 10, (1U << RUNTIME_RULES) - 1);
    } else if (!strcmp(key, "failure")) {
        read_plain(r, s->tag, sizeof s->tag);
        read_string(r, s->message, sizeof s->message);
    } else if (!strcmp(key, "signature")) {
        read_string(r, s->signature, sizeof s->signature);
    } else if (!strcmp(key, "preempt")) {
        read_preemption(r);
    } else if (!strcmp(key, "events")) {
        s->n_events = read_number(r, 10, UINT64_MAX);
        s->hash = read_number(r, 16, UINT64_MAX);
    } else if (!strcmp(key, "trail")) {
        read_trail(r);
    } else {
        fail(r, "'%.40s' is no entry of a schedule", printable(key));
    }
    skip_spaces(r);
    if (!r->failed && *r->at && *r->at != '#') {
        fail(r, "'%.40s' is too much on this line", printable(r->at));
    }
}

static void read_line(struct reader *r, char *line)
{
    const char *key;

    line[strcspn(line, "\n")] = '\0';
    r->at = line;
    skip_spaces(r);
    if (!*r->at || *r->at == '#') {
        return;
    }
    key = read_word(r);
    if (r->line > 1) {
        read_entry(r, key);
    } else if (strcmp(key, "ukeyfuzz-schedule") || strcmp(read_word(r), "1")) {
        fail(r, "expected 'ukeyfuzz-schedule 1': it is no schedule of a program");
    }
}

/* Reads all lines of what the file holds, `size` bytes and a zero behind them. */
static void read_text(struct reader *r, char *text, size_t size)
{
    char *end = text + size;

    for (char *line = text, *next; line < end && !r->failed; line = next) {
        char *newline = memchr(line, '\n', (size_t)(end - line));

        next = newline ? newline + 1 : end;
        r->line++;
        if (memchr(line, '\0', (size_t)(next - line))) {
            fail(r, "it is no text");
        } else {
            read_line(r, line);
        }
    }
    if (!r->failed && !r->s->signature[0]) {
        r->line += !r->line;
        fail(r, "it is not whole: it has no signature");
    }
}

bool schedule_read(const char *file, struct schedule *s, char error[static SCHEDULE_ERROR])
{
    struct reader r = {.file = file, .error = error, .s = s};
    char *text = malloc(FILE_MAX + 1);
    ssize_t size = text ? input_read(file, text, FILE_MAX + 1) : -1;

    memset(s, 0, sizeof *s);
    if (size < 0 || size > FILE_MAX) {
        snprintf(error, SCHEDULE_ERROR, "%.200s: %s", printable(file),
                 size < 0 ? input_error() : "too long for a schedule");
        r.failed = true;
    } else {
        text[size] = '\0';
        read_text(&r, text, (size_t)size);
    }
    free(text);
    return !r.failed;
}
