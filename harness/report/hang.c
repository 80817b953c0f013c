#include "report/hang.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/source.h"
#include "runtime/fiber.h"
#include "runtime/runtime.h"

/* RECURS: so often a function is in a chain that calls itself without end. */
enum { MAX_FUNCTIONS = 64, SHOWN_CALLERS = 5, RECURS = 3 };

/* Functions of the program's own sources, innermost first. */
struct chain {
    unsigned n;
    struct source_line functions[MAX_FUNCTIONS];
};

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

static bool is_ours(const struct source_line *line)
{
    return line->line && (source_is_under_test(line->file) || strstr(line->file, "/harness/") ||
                          strstr(line->file, "/targets/"));
}

static void add_address(struct chain *chain, const struct source_map *map, uintptr_t address)
{
    const struct source_line *lines;
    size_t n = source_of_address(map, recording_frame(address), &lines);

    for (size_t i = 0; i < n; i++) {
        if (chain->n < MAX_FUNCTIONS && is_ours(&lines[i])) {
            chain->functions[chain->n++] = lines[i];
        }
    }
}

/* Of the functions that are inlined into one another at two places, what both have; of the
 * innermost one the earlier line. */
static void keep_common(struct chain *chain, const struct chain *other)
{
    unsigned same = 0;
    struct source_line *innermost;

    while (same < chain->n && same < other->n &&
           !strcmp(chain->functions[chain->n - 1 - same].function,
                   other->functions[other->n - 1 - same].function)) {
        same++;
    }
    memmove(chain->functions, chain->functions + (chain->n - same),
            same * sizeof *chain->functions);
    chain->n = same;
    innermost = chain->functions;
    if (same && other->functions[other->n - same].line < innermost->line) {
        innermost->line = other->functions[other->n - same].line;
    }
}

static void make_chain(struct chain *chain, const struct runtime_hang *hang,
                       const struct source_map *map)
{
    chain->n = 0;
    for (unsigned i = 0; i < hang->n_places && i < HANG_MAX_PLACES; i++) {
        struct chain at_place = {.n = 0};

        add_address(&at_place, map, hang->places[i]);
        if (i == 0) {
            *chain = at_place;
        } else {
            keep_common(chain, &at_place);
        }
    }
    for (unsigned i = 0; i < hang->n_frames && i < HANG_MAX_FRAMES; i++) {
        add_address(chain, map, hang->frames[i]);
    }
}

static struct source_map *make_map(const struct runtime_hang *hang)
{
    uint32_t pcs[HANG_MAX_PLACES + HANG_MAX_FRAMES];
    size_t n = 0;

    for (unsigned i = 0; i < hang->n_places && i < HANG_MAX_PLACES; i++) {
        pcs[n] = recording_frame(hang->places[i]);
        n += pcs[n] != 0;
    }
    for (unsigned i = 0; i < hang->n_frames && i < HANG_MAX_FRAMES; i++) {
        pcs[n] = recording_frame(hang->frames[i]);
        n += pcs[n] != 0;
    }
    return source_map_of(pcs, n);
}

/* The innermost function of a library that is at work there, if it is known. */
static void say_library(struct text *text, const struct runtime_hang *hang)
{
    uintptr_t innermost = hang->n_places ? hang->places[0] : 0;
    Dl_info info;

    if (innermost && !recording_frame(innermost) && dladdr((void *)(innermost - 1), &info) &&
        info.dli_sname && info.dli_fname) {
        say(text, ", which has called %s() of %s", info.dli_sname, source_base(info.dli_fname));
    }
}

static void say_place(struct text *text, const struct runtime_hang *hang)
{
    struct source_map *map = make_map(hang);
    struct chain chain;

    make_chain(&chain, hang, map);
    if (!chain.n) {
        say(text, "a place that no symbolizer knows");
    }
    for (unsigned i = 0; i < chain.n && i <= SHOWN_CALLERS; i++) {
        const struct source_line *line = &chain.functions[i];

        say(text, "%s%s (%s:%u)",
            i == 0   ? ""
            : i == 1 ? ", called by "
                     : ", ",
            line->function, source_base(line->file), line->line);
        if (i == 0 && !source_is_under_test(line->file)) {
            say(text, ", which is the harness's and not the cache's");
        }
        if (i == 0) {
            say_library(text, hang);
        }
    }
    source_map_free(map);
}

/* Whether the chain has the function again and again. */
static bool recurs(const struct chain *chain, const char *function)
{
    unsigned n = 0;

    for (unsigned i = 0; i < chain->n; i++) {
        n += !strcmp(chain->functions[i].function, function);
    }
    return n >= RECURS;
}

/* Of functions that call each other without end the first by its name, as it is chance which of
 * them, or what they call besides, has used up the stack; if there are none, the innermost one. */
static const struct source_line *choose_recurring(const struct chain *chain)
{
    const struct source_line *chosen = NULL;

    for (unsigned i = 0; i < chain->n; i++) {
        const struct source_line *line = &chain->functions[i];

        if (recurs(chain, line->function) &&
            (!chosen || strcmp(line->function, chosen->function) < 0)) {
            chosen = line;
        }
    }
    return chosen ? chosen : chain->functions;
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

static void say_overflow(struct text *text, const struct runtime_hang *hang, const char *who)
{
    struct source_map *map = make_map(hang);
    const struct source_line *said[SHOWN_CALLERS];
    struct chain chain;
    unsigned n = 1;
    bool again;

    make_chain(&chain, hang, map);
    say(text, "%s's stack of %d KiB overflowed in ", who, FIBER_STACK_SIZE / 1024);
    if (!chain.n) {
        say(text, "a place that no symbolizer knows");
        source_map_free(map);
        return;
    }
    said[0] = choose_recurring(&chain);
    again = recurs(&chain, said[0]->function);
    say(text, "%s (%s:%u)%s", said[0]->function, source_base(said[0]->file), said[0]->line,
        again ? ", which calls itself" : "");
    for (unsigned i = 0; i < chain.n && n < SHOWN_CALLERS; i++) {
        const struct source_line *line = &chain.functions[i];

        if (!was_said(said, n, line->function) && (!again || recurs(&chain, line->function))) {
            say(text, "%s%s (%s:%u)",
                n > 1   ? ", "
                : again ? " through "
                        : ", called by ",
                line->function, source_base(line->file), line->line);
            said[n++] = line;
        }
    }
    source_map_free(map);
}

static void say_duration(struct text *text, uint32_t ms)
{
    if (ms % 1000) {
        say(text, "%u.%u s", ms / 1000, ms % 1000 / 100);
    } else {
        say(text, "%u s", ms / 1000);
    }
}

void hang_describe(const struct runtime_hang *hang, char *message, size_t size)
{
    struct text text = {message, size, 0};
    bool known = hang->actor < RUNTIME_MAX_ACTORS;
    char who[sizeof hang->name + 1];

    snprintf(who, sizeof who, "%.*s", (int)sizeof hang->name - 1,
             known ? hang->name : "the harness");
    for (char *c = who; *c; c++) {
        *c = isprint((unsigned char)*c) ? *c : '?';
    }
    message[0] = '\0';
    if (hang->kind == HANG_OVERFLOWS) {
        say_overflow(&text, hang, who);
        return;
    }
    say(&text, "%s ", who);
    switch (hang->kind) {
    case HANG_WAITS:
        say(&text, "has been in a system call for ");
        say_duration(&text, hang->limit_ms);
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
    say(&text, ": it %s in ",
        hang->kind == HANG_WAITS     ? "waits"
        : hang->kind == HANG_IS_SLOW ? "is"
                                     : "spins");
    say_place(&text, hang);
}

const char *hang_tag(const struct runtime_hang *hang)
{
    return hang->kind == HANG_OVERFLOWS ? "CRASH" : "HANG";
}
