#include "report/source/calls.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "report/recording.h"

enum { SHOWN_CALLERS = 5 };

static void add_address(struct calls *calls, const struct source_map *map, uintptr_t address)
{
    const struct source_line *lines;
    size_t n = source_of_address(map, recording_frame(address), &lines);

    for (size_t i = 0; i < n; i++) {
        if (calls->n < CALLS_MAX && lines[i].line &&
            source_part_of(lines[i].file) != SOURCE_ELSEWHERE) {
            calls->functions[calls->n++] = lines[i];
        }
    }
}

/* Of the functions that are inlined into one another at two places, what both have; of the
 * innermost one the earlier line. */
static void keep_common(struct calls *calls, const struct calls *other)
{
    unsigned same = 0;
    struct source_line *innermost;

    while (same < calls->n && same < other->n &&
           !strcmp(calls->functions[calls->n - 1 - same].function,
                   other->functions[other->n - 1 - same].function)) {
        same++;
    }
    memmove(calls->functions, calls->functions + (calls->n - same),
            same * sizeof *calls->functions);
    calls->n = same;
    innermost = calls->functions;
    if (same && other->functions[other->n - same].line < innermost->line) {
        innermost->line = other->functions[other->n - same].line;
    }
}

/* The same place is died at again and again while a scenario is made smaller: what the symbolizer
 * has said is kept. */
static const struct source_map *ask(const struct runtime_hang *hang)
{
    static struct source_map *known;
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
    known = source_map_add(known, pcs, n);
    return known;
}

/* The innermost function of a library that is at work there, if it is known. */
static void find_library(struct calls *calls, const struct runtime_hang *hang)
{
    uintptr_t innermost = hang->n_places ? hang->places[0] : 0;
    Dl_info info;

    calls->library[0] = '\0';
    if (innermost && !recording_frame(innermost) && dladdr((void *)(innermost - 1), &info) &&
        info.dli_sname && info.dli_fname) {
        snprintf(calls->library, sizeof calls->library, "%s() of %s", info.dli_sname,
                 source_base(info.dli_fname));
    }
}

void calls_find(struct calls *calls, const struct runtime_hang *hang)
{
    const struct source_map *map = ask(hang);

    calls->n = 0;
    for (unsigned i = 0; i < hang->n_places && i < HANG_MAX_PLACES; i++) {
        static struct calls at_place;

        at_place.n = 0;
        add_address(&at_place, map, hang->places[i]);
        if (i == 0) {
            *calls = at_place;
        } else {
            keep_common(calls, &at_place);
        }
    }
    for (unsigned i = 0; i < hang->n_frames && i < HANG_MAX_FRAMES; i++) {
        add_address(calls, map, hang->frames[i]);
    }
    find_library(calls, hang);
}

bool calls_are_harness(const struct calls *calls)
{
    for (unsigned i = 0; i < calls->n; i++) {
        enum source_part part = source_part_of(calls->functions[i].file);

        if (part != SOURCE_BETWEEN) {
            return part == SOURCE_HARNESS;
        }
    }
    return false;
}

void calls_write(const struct calls *calls, char *text, size_t size)
{
    int n = 0;

    if (!calls->n) {
        snprintf(text, size, "a place that no symbolizer knows");
    }
    for (unsigned i = 0; i < calls->n && i <= SHOWN_CALLERS && (size_t)n < size; i++) {
        const struct source_line *line = &calls->functions[i];

        n += snprintf(text + n, size - (size_t)n, "%s%s (%s:%u)%s%s",
                      i == 0   ? ""
                      : i == 1 ? ", called by "
                               : ", ",
                      line->function, source_base(line->file), line->line,
                      i == 0 && calls->library[0] ? ", which has called " : "",
                      i == 0 ? calls->library : "");
    }
}

bool calls_blame(const struct runtime_hang *death, struct violation *v, char *message, size_t size)
{
    struct calls calls;
    char where[CALLS_TEXT], was[256];

    calls_find(&calls, death);
    if (!calls_are_harness(&calls)) {
        return false;
    }
    calls_write(&calls, where, sizeof where);
    violation_init(v, "HARNESS");
    violation_add_trait(v, "dies in", calls.functions[0].function);
    snprintf(was, sizeof was, "%s", message);
    snprintf(message, size, CALLS_HARNESS "%s: it dies in %s", was, where);
    return true;
}
