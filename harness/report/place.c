/*
 * The stacks of a sanitizer's report, on the timeline: which step did what the report speaks of. A
 * report's stack and a step's have the same functions in them, at the same lines, from the
 * outermost on; the step that shares most of them is the one, and of several the latest.
 */
#include <stdlib.h>
#include <string.h>

#include "report/internal.h"
#include "support/sanitizer_log.h"

enum { MAX_STACKS = 8 };

/* What to call what a stack is of; NULL: it is no evidence. */
static const char *evidence_of(enum log_stack_kind kind)
{
    static const char *const words[] = {
        [LOG_READS] = "it reads here",
        [LOG_WRITES] = "it writes here",
        [LOG_FREED] = "freed here",
        [LOG_ALLOCATED] = "allocated here",
        [LOG_RACE_WRITES] = "this write races",
        [LOG_RACE_READS] = "this read races",
        [LOG_RACE_WRITES_ATOMIC] = "this atomic write races",
        [LOG_RACE_READS_ATOMIC] = "this atomic read races",
        [LOG_RACED_WRITE] = "races with this write",
        [LOG_RACED_READ] = "races with this read",
        [LOG_RACED_WRITE_ATOMIC] = "races with this atomic write",
        [LOG_RACED_READ_ATOMIC] = "races with this atomic read",
    };

    return words[kind];
}

/* Leaves the frames of the code under test. */
static void keep_under_test(struct log_stack *stack)
{
    unsigned n = 0;

    for (unsigned i = 0; i < stack->n; i++) {
        if (stack->frames[i].line && source_is_under_test(stack->frames[i].file)) {
            stack->frames[n++] = stack->frames[i];
        }
    }
    stack->n = n;
}

/* How many frames are the same, from the outermost on. Where they part, the same function counts
 * half: the step and what is reported are different lines of it. */
static unsigned score(const struct log_stack *stack, const struct source_stack *source)
{
    unsigned points = 0;

    for (unsigned i = 1; i <= stack->n && i <= source->n; i++) {
        const struct log_frame *a = &stack->frames[stack->n - i];
        const struct source_line *b = &source->lines[source->n - i];

        if (strcmp(a->function, b->function) ||
            strcmp(source_base(a->file), source_base(b->file))) {
            break;
        }
        points += a->line == b->line ? 2 : 1;
        if (a->line != b->line) {
            break;
        }
    }
    return points;
}

static void place(struct timeline *t, const struct log_stack *stack)
{
    struct timeline_evidence *evidence = &t->evidence[t->n_evidence++];
    size_t best = SIZE_MAX;
    unsigned most = 0;

    for (size_t i = t->n_steps; i-- > 0;) {
        unsigned points = 0;

        if (!stack->thread[0] || !strcmp(stack->thread, t->recording->names[t->steps[i].actor])) {
            points = score(stack, &t->steps[i].source);
        }
        if (points > most) {
            most = points;
            best = i;
        }
    }
    *evidence = (struct timeline_evidence){.what = evidence_of(stack->kind), .step = best};
    snprintf(evidence->where, sizeof evidence->where, "%.48s (%.32s:%u)", stack->frames[0].function,
             source_base(stack->frames[0].file), stack->frames[0].line);
    if (most && !t->steps[best].evidence) {
        t->steps[best].evidence = evidence_of(stack->kind);
    }
}

/* What frees memory without a line of the cache's is an RCU callback that is free() itself. */
static void place_callback(struct timeline *t, const struct log_stack *stack)
{
    size_t step = t->n_steps;

    while (step-- > 0 && t->recording->events[step].kind != EVENT_RCU_CALLBACK) {
    }
    if (step < t->n_steps && stack->kind == LOG_FREED) {
        t->evidence[t->n_evidence++] = (struct timeline_evidence){
            .what = evidence_of(stack->kind), .where = "an RCU callback", .step = step};
        t->steps[step].evidence = evidence_of(stack->kind);
    }
}

void timeline_place_report(struct timeline *t)
{
    enum { MAX_READ = 4 * MAX_STACKS };
    struct log_stack *stacks = calloc(MAX_READ, sizeof *stacks);
    unsigned n = stacks ? log_stacks_read(t->recording->report, stacks, MAX_READ) : 0;

    t->n_evidence = 0;
    for (unsigned i = 0; i < n && t->n_evidence < MAX_STACKS; i++) {
        if (!evidence_of(stacks[i].kind)) {
            continue;
        }
        keep_under_test(&stacks[i]);
        if (stacks[i].n) {
            place(t, &stacks[i]);
        } else {
            place_callback(t, &stacks[i]);
        }
    }
    free(stacks);
}

void timeline_message(const struct timeline *t, char *message, size_t size)
{
    const struct recording *r = t->recording;
    struct log_finding finding;

    if (r->died && log_finding_read(r->report, &finding)) {
        snprintf(message, size, "%s", finding.line);
    } else {
        report_objects_rename(t->objects, &r->outcome.violation, r->outcome.message, message, size);
    }
}
