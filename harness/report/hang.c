#include "report/hang.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/source/calls.h"
#include "runtime/fiber.h"
#include "runtime/runtime.h"

/* RECURS: so often a function is on a stack that calls itself without end. */
enum { SHOWN_CALLERS = 5, RECURS = 3 };

struct text {
    char *buffer;
    size_t size, at;
};

__attribute__((format(printf, 2, 3))) static void say(struct text *text, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text->buffer + text->at, text->size - text->at, format, args);
    va_end(args);
    if (n > 0) {
        text->at = text->at + (size_t)n < text->size ? text->at + (size_t)n : text->size - 1;
    }
}

/* Whether they have the function again and again. */
static bool recurs(const struct calls *calls, const char *function)
{
    unsigned n = 0;

    for (unsigned i = 0; i < calls->n; i++) {
        n += !strcmp(calls->functions[i].function, function);
    }
    return n >= RECURS;
}

/* Of functions that call each other without end the first by its name, as it is chance which of
 * them, or what they call besides, has used up the stack; if there are none, the innermost one. */
static const struct source_line *choose_recurring(const struct calls *calls)
{
    const struct source_line *chosen = NULL;

    for (unsigned i = 0; i < calls->n; i++) {
        const struct source_line *line = &calls->functions[i];

        if (recurs(calls, line->function) &&
            (!chosen || strcmp(line->function, chosen->function) < 0)) {
            chosen = line;
        }
    }
    return chosen ? chosen : calls->functions;
}

static bool was_said(const struct source_line *const *said, unsigned n, const char *function)
{
    for (unsigned i = 0; i < n; i++) {
        if (!strcmp(said[i]->function, function)) {
            return true;
        }
    }
    return false;
}

/* Of a stack that is full, or of a loop: the rule, and the function. */
static void name(struct violation *v, bool ours, enum hang_kind kind, const char *function)
{
    bool full = kind == HANG_OVERFLOWS;
    const char *doing = full                 ? "stack-overflow in"
                        : !ours              ? ""
                        : kind == HANG_WAITS ? "waits in"
                                             : "spins in";

    violation_init(v, ours ? "HARNESS" : full ? "CRASH" : "HANG");
    if (kind != HANG_IS_SLOW && function) {
        violation_add_trait(v, doing, function);
    } else if (full) {
        violation_add_trait(v, "", "stack-overflow");
    }
}

static void say_overflow(struct text *text, const struct calls *calls, const char *who)
{
    const struct source_line *said[SHOWN_CALLERS];
    unsigned n = 1;
    bool again;

    say(text, "%s's stack of %d KiB overflowed in ", who, FIBER_STACK_SIZE / 1024);
    if (!calls->n) {
        say(text, "a place that no symbolizer knows");
        return;
    }
    said[0] = choose_recurring(calls);
    again = recurs(calls, said[0]->function);
    say(text, "%s (%s:%u)%s", said[0]->function, source_base(said[0]->file), said[0]->line,
        again ? ", which calls itself" : "");
    for (unsigned i = 0; i < calls->n && n < SHOWN_CALLERS; i++) {
        const struct source_line *line = &calls->functions[i];

        if (!was_said(said, n, line->function) && (!again || recurs(calls, line->function))) {
            say(text, "%s%s (%s:%u)",
                n > 1   ? ", "
                : again ? " through "
                        : ", called by ",
                line->function, source_base(line->file), line->line);
            said[n++] = line;
        }
    }
}

static void say_duration(struct text *text, uint32_t ms)
{
    if (ms % 1000) {
        say(text, "%u.%u s", ms / 1000, ms % 1000 / 100);
    } else {
        say(text, "%u s", ms / 1000);
    }
}

bool hang_describe(const struct runtime_hang *hang, struct violation *v, char *message, size_t size)
{
    struct text text = {message, size, 0};
    struct calls calls;
    bool known = hang->actor < RUNTIME_MAX_ACTORS;
    bool ours;
    char who[sizeof hang->name + 1], where[CALLS_TEXT];

    calls_find(&calls, hang);
    calls_write(&calls, where, sizeof where);
    /* One that passes points is somewhere when its time is over, which says nothing. */
    ours = hang->kind != HANG_IS_SLOW && calls_are_harness(&calls);
    name(v, ours, hang->kind,
         !calls.n                       ? NULL
         : hang->kind == HANG_OVERFLOWS ? choose_recurring(&calls)->function
                                        : calls.functions[0].function);
    snprintf(who, sizeof who, "%.*s", (int)sizeof hang->name - 1,
             known ? hang->name : "the harness");
    for (char *c = who; *c; c++) {
        *c = isprint((unsigned char)*c) ? *c : '?';
    }
    message[0] = '\0';
    say(&text, "%s", ours ? CALLS_HARNESS : "");
    if (hang->kind == HANG_OVERFLOWS) {
        say_overflow(&text, &calls, who);
        return ours;
    }
    say(&text, "%s ", who);
    switch (hang->kind) {
    case HANG_WAITS:
        say(&text, hang->limit_ms ? "has been in a system call for " : "is in a system call");
        if (hang->limit_ms) {
            say_duration(&text, hang->limit_ms);
        }
        break;
    case HANG_IS_SLOW:
        say(&text, "runs in an execution that has used ");
        say_duration(&text, hang->limit_ms);
        say(&text, " of processor time and has no end in sight");
        break;
    default:
        say(&text, "has used ");
        say_duration(&text, hang->limit_ms);
        say(&text, " of processor time");
        break;
    }
    if (known && hang->kind != HANG_IS_SLOW) {
        say(&text, " since its point %u and reaches no other", hang->points);
    }
    if (!hang->n_places && !hang->n_frames) {
        say(&text,
            "; where, nobody can see (it has blocked all signals, or ThreadSanitizer is at work)");
        return ours;
    }
    say(&text, ": it %s in %s",
        hang->kind == HANG_WAITS     ? "waits"
        : hang->kind == HANG_IS_SLOW ? "is"
                                     : "spins",
        where);
    return ours;
}
