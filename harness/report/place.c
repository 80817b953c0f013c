/*
 * The stacks of a sanitizer's report, on the timeline: which step did what the report speaks of. A
 * report's stack and a step's have the same functions in them, at the same lines, from the
 * outermost on; the step that shares most of them is the one, and of several the latest.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum { MAX_FRAMES = 24, MAX_STACKS = 8 };

struct frame {
    char function[64], file[64];
    unsigned line;
};

struct stack {
    const char *evidence; /* What it is a stack of. */
    char actor[16];       /* Whose, if the report says so. */
    unsigned n;
    struct frame frames[MAX_FRAMES]; /* Code under test alone, innermost first. */
};

/* What a report's headings begin with (after spaces), and what to call what they speak of. */
static const struct {
    const char *heading, *evidence;
} headings[] = {
    {"READ of size", "it reads here"},
    {"WRITE of size", "it writes here"},
    {"freed by thread", "freed here"},
    {"previously allocated by thread", "allocated here"},
    {"Write of size", "this write races"},
    {"Read of size", "this read races"},
    {"Atomic write of size", "this atomic write races"},
    {"Atomic read of size", "this atomic read races"},
    {"Previous write of size", "races with this write"},
    {"Previous read of size", "races with this read"},
    {"Previous atomic write of size", "races with this atomic write"},
    {"Previous atomic read of size", "races with this atomic read"},
};
enum { N_HEADINGS = sizeof headings / sizeof headings[0] };

/* "... by thread T3 'handler-0' ..." or "... by thread 'handler-0' ...": the name in quotes. */
static void take_actor(struct stack *stack, const char *line, size_t n)
{
    const char *quote = memchr(line, '\'', n), *end;
    size_t length;

    if (!quote || !(end = memchr(quote + 1, '\'', n - (size_t)(quote + 1 - line)))) {
        return;
    }
    length = (size_t)(end - quote - 1);
    if (length < sizeof stack->actor) {
        memcpy(stack->actor, quote + 1, length);
        stack->actor[length] = '\0';
    }
}

static bool take_heading(struct stack *stack, const char *line, size_t n)
{
    for (unsigned i = 0; i < N_HEADINGS; i++) {
        size_t length = strlen(headings[i].heading);

        if (length <= n && !strncmp(line, headings[i].heading, length)) {
            *stack = (struct stack){.evidence = headings[i].evidence};
            take_actor(stack, line, n);
            return true;
        }
    }
    return false;
}

/* "#1 0x5581 in function /path/file.c:12:3" or "#1 function /path/file.c:12 (program+0x12)". */
static void take_frame(struct stack *stack, const char *text, size_t n)
{
    char line[512], file[256], *in, *colon;
    struct frame *frame = &stack->frames[stack->n];

    snprintf(line, sizeof line, "%.*s", (int)n, text);
    in = strstr(line, " in ");
    in = in ? in + 4 : line + strcspn(line, " ") + strspn(line + strcspn(line, " "), " ");
    if (stack->n == MAX_FRAMES || sscanf(in, "%63s %255s", frame->function, file) != 2 ||
        !source_is_under_test(file) || !(colon = strchr(file, ':'))) {
        return;
    }
    frame->line = (unsigned)strtoul(colon + 1, NULL, 10);
    *colon = '\0';
    snprintf(frame->file, sizeof frame->file, "%.63s", source_base(file));
    stack->n++;
}

static unsigned parse(const char *report, struct stack stacks[MAX_STACKS])
{
    struct stack *stack = NULL;
    unsigned n = 0;

    while (*report) {
        size_t length = strcspn(report, "\n"), spaces = strspn(report, " ");
        const char *line = report + spaces;

        if (spaces < length && *line == '#') {
            if (stack) {
                take_frame(stack, line, length - spaces);
            }
        } else if (n < MAX_STACKS && take_heading(&stacks[n], line, length - spaces)) {
            stack = &stacks[n++];
        } else {
            stack = NULL;
        }
        report += length + (report[length] == '\n');
    }
    return n;
}

/* How many frames are the same, from the outermost on. Where they part, the same function counts
 * half: the step and what is reported are different lines of it. */
static unsigned score(const struct stack *stack, const struct source_stack *source)
{
    unsigned points = 0;

    for (unsigned i = 1; i <= stack->n && i <= source->n; i++) {
        const struct frame *a = &stack->frames[stack->n - i];
        const struct source_line *b = &source->lines[source->n - i];

        if (strcmp(a->function, b->function) || strcmp(a->file, source_base(b->file))) {
            break;
        }
        points += 1 + (a->line == b->line);
        if (a->line != b->line) {
            break;
        }
    }
    return points;
}

static void place(struct timeline *t, const struct stack *stack, size_t before)
{
    size_t best = before;
    unsigned most = 0;

    for (size_t i = before; i-- > 0;) {
        unsigned points = 0;

        if (!stack->actor[0] || !strcmp(stack->actor, t->recording->names[t->steps[i].actor])) {
            points = score(stack, &t->steps[i].source);
        }
        if (points > most) {
            most = points;
            best = i;
        }
    }
    if (most && !t->steps[best].evidence) {
        t->steps[best].evidence = stack->evidence;
    }
}

void timeline_place_report(struct timeline *t)
{
    struct stack *stacks = calloc(MAX_STACKS, sizeof *stacks);
    unsigned n = stacks ? parse(t->recording->report, stacks) : 0;

    for (unsigned i = 0; i < n; i++) {
        place(t, &stacks[i], t->n_steps);
    }
    free(stacks);
}
