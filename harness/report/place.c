/*
 * The stacks of a sanitizer's report, on the timeline: which step did what the report speaks of. A
 * report's stack and a step's have the same functions in them, at the same lines, from the
 * outermost on; the step that shares most of them is the one, and of several the latest.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"

enum { MAX_FRAMES = 24, MAX_STACKS = TIMELINE_MAX_EVIDENCE };

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

/* The name in quotes behind "Thread T3 " in `report`, for a `line` that says "by thread T3". */
static void take_actor(struct stack *stack, const char *report, const char *line, size_t n)
{
    static const char by[] = " by thread ";
    const char *at = memmem(line, n, by, strlen(by));
    char key[24];

    if (!at || at[strlen(by)] != 'T') {
        return;
    }
    snprintf(key, sizeof key, "Thread T%lu '", strtoul(at + strlen(by) + 1, NULL, 10));
    at = strstr(report, key);
    if (at) {
        sscanf(at + strlen(key), "%15[^']", stack->actor);
    }
}

static bool take_heading(struct stack *stack, const char *report, const char *line, size_t n)
{
    for (unsigned i = 0; i < N_HEADINGS; i++) {
        size_t length = strlen(headings[i].heading);

        if (length <= n && !strncmp(line, headings[i].heading, length)) {
            *stack = (struct stack){.evidence = headings[i].evidence};
            take_actor(stack, report, line, n);
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

static unsigned parse(const char *whole, struct stack stacks[MAX_STACKS])
{
    const char *report = whole;
    struct stack *stack = NULL;
    unsigned n = 0;

    while (*report) {
        size_t length = strcspn(report, "\n"), spaces = strspn(report, " ");
        const char *line = report + spaces;

        if (spaces < length && *line == '#') {
            if (stack) {
                take_frame(stack, line, length - spaces);
            }
        } else if (n < MAX_STACKS && take_heading(&stacks[n], whole, line, length - spaces)) {
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
        points += a->line == b->line ? 2 : 1;
        if (a->line != b->line) {
            break;
        }
    }
    return points;
}

static void place(struct timeline *t, const struct stack *stack)
{
    struct timeline_evidence *evidence = &t->evidence[t->n_evidence++];
    size_t best = SIZE_MAX;
    unsigned most = 0;

    for (size_t i = t->n_steps; i-- > 0;) {
        unsigned points = 0;

        if (!stack->actor[0] || !strcmp(stack->actor, t->recording->names[t->steps[i].actor])) {
            points = score(stack, &t->steps[i].source);
        }
        if (points > most) {
            most = points;
            best = i;
        }
    }
    *evidence = (struct timeline_evidence){.what = stack->evidence, .step = best};
    snprintf(evidence->where, sizeof evidence->where, "%.48s (%.32s:%u)", stack->frames[0].function,
             stack->frames[0].file, stack->frames[0].line);
    if (most && !t->steps[best].evidence) {
        t->steps[best].evidence = stack->evidence;
    }
}

/* What frees memory without a line of the cache's is an RCU callback that is free() itself. */
static void place_callback(struct timeline *t, const struct stack *stack)
{
    size_t step = t->n_steps;

    while (step-- > 0 && t->recording->events[step].kind != EVENT_RCU_CALLBACK) {
    }
    if (step < t->n_steps && strstr(stack->evidence, "freed")) {
        t->evidence[t->n_evidence++] = (struct timeline_evidence){
            .what = stack->evidence, .where = "an RCU callback", .step = step};
        t->steps[step].evidence = stack->evidence;
    }
}

void timeline_place_report(struct timeline *t)
{
    struct stack *stacks = calloc(MAX_STACKS, sizeof *stacks);
    unsigned n = stacks ? parse(t->recording->report, stacks) : 0;

    t->n_evidence = 0;
    for (unsigned i = 0; i < n; i++) {
        if (stacks[i].n) {
            place(t, &stacks[i]);
        } else {
            place_callback(t, &stacks[i]);
        }
    }
    free(stacks);
}

static void cut(char *message, const char *from)
{
    char *at = strstr(message, from);

    if (at) {
        *at = '\0';
    }
}

void timeline_message(const struct timeline *t, char *message, size_t size)
{
    static const char *const marks[] = {"ERROR: AddressSanitizer: ", "WARNING: ThreadSanitizer: ",
                                        "runtime error: ", "Assertion `"};
    const char *report = t->recording->report;

    for (unsigned i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *at = strstr(report, marks[i]);

        if (at) {
            const char *begin = strchr(marks[i], ':') && i < 2 ? strchr(at, ':') + 2 : at;

            snprintf(message, size, "%.*s", (int)strcspn(begin, "\n"), begin);
            cut(message, " on address");
            cut(message, " (pid=");
            return;
        }
    }
    report_objects_rename(t->objects, t->recording->outcome.message, message, size);
}
