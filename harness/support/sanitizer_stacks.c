#include "support/sanitizer_log.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the line before a stack begins with. */
static const struct {
    const char *heading;
    enum log_stack_kind kind;
} headings[] = {
    {"READ of size", LOG_READS},
    {"WRITE of size", LOG_WRITES},
    {"freed by thread", LOG_FREED},
    {"previously allocated by thread", LOG_ALLOCATED},
    {"Write of size", LOG_RACE_WRITES},
    {"Read of size", LOG_RACE_READS},
    {"Atomic write of size", LOG_RACE_WRITES_ATOMIC},
    {"Atomic read of size", LOG_RACE_READS_ATOMIC},
    {"Previous write of size", LOG_RACED_WRITE},
    {"Previous read of size", LOG_RACED_READ},
    {"Previous atomic write of size", LOG_RACED_WRITE_ATOMIC},
    {"Previous atomic read of size", LOG_RACED_READ_ATOMIC},
};
enum { N_HEADINGS = sizeof headings / sizeof headings[0] };

static void copy(char *to, size_t size, const char *from, size_t n)
{
    snprintf(to, size, "%.*s", (int)(n < size ? n : size - 1), from);
}

/* The length of a function's name: one of C has no spaces; one of C++ may have them between
 * brackets, and "operator new". */
static size_t function_length(const char *at, const char *end)
{
    static const char operator[] = "operator ";
    const char *from = at;
    int depth = 0;

    if (end - at > (ptrdiff_t)strlen(operator) && !strncmp(at, operator, strlen(operator))) {
        from += strlen(operator);
    }
    for (; from < end && (depth > 0 || *from != ' '); from++) {
        depth += *from == '(' || *from == '<' ? 1 : *from == ')' || *from == '>' ? -1 : 0;
    }
    return (size_t)(from - at);
}

/* "/a b/src/file.c:12:3 (program+0x12) (BuildId: 1)", or "(program+0x12)", or "<null> ...". */
static void read_place(struct log_frame *frame, const char *at, const char *end)
{
    const char *colon = at;

    frame->file[0] = '\0';
    frame->line = 0;
    if (at >= end || *at == '(' || *at == '<') {
        return;
    }
    while (colon < end && !(*colon == ':' && isdigit((unsigned char)colon[1]))) {
        colon++;
    }
    if (colon < end) {
        copy(frame->file, sizeof frame->file, at, (size_t)(colon - at));
        frame->line = (unsigned)strtoul(colon + 1, NULL, 10);
    }
}

/* "    #3 0x0123 in function /path/file.c:1:2 ..." or the same without address. */
static bool read_frame(const char *line, const char *end, struct log_frame *frame)
{
    const char *at = line + strspn(line, " ");
    size_t n;

    if (at >= end || *at != '#' || !isdigit((unsigned char)at[1])) {
        return false;
    }
    at += strcspn(at, " \n");
    at += strspn(at, " ");
    if (!strncmp(at, "0x", 2)) {
        at += strcspn(at, " \n");
        at += at < end;
        if (strncmp(at, "in ", 3)) { /* No symbolizer knows it. */
            *frame = (struct log_frame){.line = 0};
            return true;
        }
        at += 3;
    }
    n = at < end ? function_length(at, end) : 0;
    copy(frame->function, sizeof frame->function, at, n);
    frame->function[strcspn(frame->function, ".")] = '\0'; /* A copy, "f.constprop.0", is f. */
    at += n;
    at += at < end;
    read_place(frame, at, end);
    return true;
}

static enum log_stack_kind kind_of(const char *line)
{
    for (unsigned i = 0; i < N_HEADINGS; i++) {
        if (!strncmp(line, headings[i].heading, strlen(headings[i].heading))) {
            return headings[i].kind;
        }
    }
    return LOG_STACK_OTHER;
}

/* The name in quotes behind "Thread T3 " in `report`, for a `line` that says "by thread T3". */
static void read_thread(struct log_stack *stack, const char *report, const char *line, size_t n)
{
    static const char by[] = " by thread ";
    const char *at = memmem(line, n, by, strlen(by));
    char key[32];

    stack->thread[0] = '\0';
    if (!at || at[strlen(by)] != 'T') {
        return;
    }
    snprintf(key, sizeof key, "Thread T%lu '", strtoul(at + strlen(by) + 1, NULL, 10));
    at = strstr(report, key);
    if (at) {
        copy(stack->thread, sizeof stack->thread, at + strlen(key), strcspn(at + strlen(key), "'"));
    }
}

unsigned log_stacks_read(const char *report, struct log_stack *stacks, unsigned max)
{
    const char *heading = report;
    size_t heading_length = 0;
    struct log_stack *stack = NULL;
    unsigned n = 0;

    for (const char *line = report; *line;) {
        size_t length = strcspn(line, "\n");
        struct log_frame frame;

        if (!read_frame(line, line + length, &frame)) {
            heading = line + strspn(line, " ");
            heading_length = length;
            stack = NULL;
        } else if (!stack && n == max) {
            break;
        } else {
            if (!stack) {
                stack = &stacks[n++];
                stack->n = 0;
                stack->kind = kind_of(heading);
                read_thread(stack, report, heading, heading_length);
            }
            if (stack->n < LOG_FRAMES) {
                stack->frames[stack->n++] = frame;
            }
        }
        line += length + (line[length] == '\n');
    }
    return n;
}

bool log_is_of_src(const struct log_frame *frame)
{
    const char *slash = strrchr(frame->file, '/');

    return slash && slash - frame->file >= 3 && !strncmp(slash - 3, "src", 3) &&
           (slash - frame->file == 3 || slash[-4] == '/');
}
