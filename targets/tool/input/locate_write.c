/*
 * What is said of a file's place here.
 */
#include <string.h>

#include "locate.h"
#include "scenario/text.h"
#include "support/printable.h"

/* So many preemptions are named. */
enum { NAMED_MAX = 3 };

static unsigned how_resolved(const struct located *located, unsigned i)
{
    return i < SCENARIO_MAX_ANCHORS ? located->resolution.how[i] : RESOLVED_NOTHING;
}

/* Whether the place of a preemption is the best guess, and nothing that shows there has confirmed it. */
static bool is_guess(const struct located *located, unsigned i)
{
    bool shown = located->wanted.signature[0] && located->place != LOCATED_NOT_FOUND;

    return how_resolved(located, i) == RESOLVED_GUESSED && !shown;
}

static bool is_elsewhere(const struct located *located, unsigned i)
{
    unsigned how = how_resolved(located, i);
    uint32_t point = located->file.preemptions[i].point;

    if (located->place == LOCATED_THERE) {
        return how == RESOLVED_LOST;
    }
    return how == RESOLVED_GUESSED || how == RESOLVED_LOST ||
           (point && located->scenario.preemptions[i].point != point);
}

static void write_one(FILE *stream, const struct located *located, unsigned i)
{
    unsigned how = how_resolved(located, i);
    const struct preemption *p = &located->file.preemptions[i];

    scenario_write_actor(stream, &located->file, p->actor);
    if (p->point) {
        fprintf(stream, " at %u", p->point);
    }
    if (how == RESOLVED_LOST) {
        fputs(", of which nothing is left", stream);
    } else if (located->scenario.preemptions[i].point != p->point) {
        fprintf(stream, "%s%s at %u", p->point ? ", now" : "",
                is_guess(located, i) ? " perhaps" : "", located->scenario.preemptions[i].point);
    } else if (is_guess(located, i)) {
        fputs(", perhaps there", stream);
    }
}

/* Whether the execution goes by the file's list of preemptions, of which each may be elsewhere. */
static bool goes_by_list(const struct located *located)
{
    return located->file.strategy == STRATEGY_REPLAY &&
           located->scenario.strategy == STRATEGY_REPLAY &&
           located->scenario.n_preemptions == located->file.n_preemptions;
}

/* What the search has found does not have the file's list. */
static void write_found(FILE *stream, const struct located *located, const char *before)
{
    unsigned n_given = located->file.n_preemptions, n = located->scenario.n_preemptions;

    if (located->scenario.strategy != STRATEGY_REPLAY) {
        fprintf(stream, "%sby the same operations in another order\n", before);
    } else if (n < n_given) {
        fprintf(stream, "%s%u of %u preemption%s had to be left out\n", before, n_given - n,
                n_given, plural(n_given));
    } else {
        fprintf(stream, "%s%u preemption%s had to be added to its %u\n", before, n - n_given,
                plural(n - n_given), n_given);
    }
}

/* "2 of 3 preemptions did not happen where this file was made: main at 8, now at 10; ..." */
static void write_places(FILE *stream, const struct located *located, const char *before)
{
    unsigned n = 0, n_given = located->file.n_preemptions;

    if (!goes_by_list(located)) {
        if (located->place == LOCATED_NEARBY) {
            write_found(stream, located, before);
        }
        return;
    }
    for (unsigned i = 0; i < n_given; i++) {
        n += is_elsewhere(located, i);
    }
    if (!n) {
        return;
    }
    fprintf(stream, "%s%u of %u preemption%s did not happen where this file was made: ", before, n,
            n_given, plural(n_given));
    for (unsigned i = 0, named = 0; i < n_given && named < NAMED_MAX; i++) {
        if (is_elsewhere(located, i)) {
            fputs(named++ ? "; " : "", stream);
            write_one(stream, located, i);
        }
    }
    if (n > NAMED_MAX) {
        fprintf(stream, " and %u more", n - NAMED_MAX);
    }
    putc('\n', stream);
}

void locate_write(FILE *stream, const struct located *located, const char *before)
{
    if (located->place == LOCATED_MOVED || located->place == LOCATED_NEARBY) {
        fprintf(stream, "%s%s at another place than the file says\n", before,
                located->wanted.signature[0] ? "shows it," : "takes place");
    }
    write_places(stream, located, before);
    if (located->n_searched) {
        fprintf(stream, "%stried nearby: %u execution%s\n", before, COUNTED(located->n_searched));
    }
}

void locate_note(const char *file, const struct located *located)
{
    char before[LOCATE_NAME_MAX + 16];

    fflush(stdout);
    snprintf(before, sizeof before, "ukeyfuzz: %s: ", printable(file));
    locate_write(stderr, located, before);
}

void locate_write_json(struct json *json, const struct located *located)
{
    static const char *const places[] = {"there", "moved", "nearby", "not found"};
    bool by_list = goes_by_list(located);

    json_string(json, "place", places[located->place]);
    json_whole(json, "searched", located->n_searched);
    json_array(json, "elsewhere");
    for (unsigned i = 0; by_list && i < located->file.n_preemptions; i++) {
        if (is_elsewhere(located, i)) {
            json_object(json, NULL);
            json_whole(json, "preemption", i + 1);
            json_whole(json, "point", located->file.preemptions[i].point);
            json_whole(json, "here", located->scenario.preemptions[i].point);
            json_bool(json, "guessed", is_guess(located, i));
            json_end(json);
        }
    }
    json_end(json);
}
