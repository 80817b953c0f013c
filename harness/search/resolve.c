#include "search/resolve.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "isolation/record.h"
#include "search/places.h"

/* A scenario, as it was recorded last. */
struct recorded {
    const struct recording *recording;
    struct source_map *map; /* Of all recordings so far. */
    struct places places;
};

/* Returns 0 or an errno. */
static int record(struct recorded *r, const struct scenario *s)
{
    places_free(&r->places);
    r->places.list = NULL;
    r->recording = record_scenario(s);
    if (!r->recording) {
        return errno;
    }
    r->map = source_map_more(r->map, r->recording);
    return places_make(&r->places, r->recording, r->map) ? 0 : ENOMEM;
}

static void end(struct recorded *r)
{
    places_free(&r->places);
    source_map_free(r->map);
}

static bool has_anchor(const struct scenario *s, unsigned i)
{
    return s->anchors.list[i].kind != ANCHOR_NONE;
}

/* Records `s` with its first `n` preemptions alone. */
static int record_first(struct recorded *r, const struct scenario *s, unsigned n)
{
    static struct scenario first;

    first = *s;
    first.n_preemptions = (uint16_t)n;
    return record(r, &first);
}

static void take(struct scenario *s, unsigned i, const struct place_match *match, size_t n,
                 struct resolution *resolution)
{
    struct preemption *p = &s->preemptions[i];

    if (n == 0) {
        resolution->how[i] = RESOLVED_LOST;
        resolution->n_lost++;
        return;
    }
    if (match->cost > 0 && p->point != match->point) {
        resolution->how[i] = RESOLVED_GUESSED;
        resolution->n_guessed++;
    } else if (p->point && p->point != match->point) {
        resolution->how[i] = RESOLVED_MOVED;
        resolution->n_moved++;
    } else {
        resolution->how[i] = RESOLVED_THERE;
    }
    p->point = match->point;
}

/* The first preemption from `i` on that does not take place where its anchor says, in a recording
 * of all of them; those before it are there. */
static unsigned first_elsewhere(const struct recorded *r, const struct scenario *s, unsigned i,
                                struct resolution *resolution)
{
    for (; i < s->anchors.n; i++) {
        if (has_anchor(s, i)) {
            if (!places_confirm(&r->places, r->recording, s, i)) {
                break;
            }
            resolution->how[i] = RESOLVED_THERE;
        }
    }
    return i;
}

/* What else each anchor may mean, by the recording of all. */
static void note_others(const struct recorded *r, const struct scenario *s,
                        struct resolution *resolution)
{
    for (unsigned i = 0; i < s->anchors.n; i++) {
        struct place_match matches[RESOLVED_OTHERS];
        size_t n = places_match(&r->places, s, i, matches, RESOLVED_OTHERS);

        for (size_t j = 0; j < n; j++) {
            if (matches[j].point != s->preemptions[i].point) {
                resolution->others[i][resolution->n_others[i]++] = (uint16_t)matches[j].point;
            }
        }
    }
}

static int resolve(struct recorded *r, struct scenario *s, unsigned i, time_t deadline,
                   struct resolution *resolution)
{
    struct place_match match;
    int error;

    while (!(error = record(r, s)) && (i = first_elsewhere(r, s, i, resolution)) < s->anchors.n &&
           time(NULL) < deadline) {
        error = record_first(r, s, i);
        if (error) {
            break;
        }
        take(s, i, &match, places_match(&r->places, s, i, &match, 1), resolution);
        i++;
    }
    if (!error) {
        note_others(r, s, resolution);
    }
    return error;
}

int resolve_anchors(struct scenario *s, unsigned seconds, struct resolution *resolution)
{
    return resolve_anchors_from(s, 0, seconds, resolution);
}

int resolve_anchors_from(struct scenario *s, unsigned first, unsigned seconds,
                         struct resolution *resolution)
{
    struct recorded r = {0};
    int error;

    memset(resolution, 0, sizeof *resolution);
    for (unsigned i = first; s->strategy == STRATEGY_REPLAY && i < s->anchors.n; i++) {
        resolution->n += has_anchor(s, i);
    }
    if (!resolution->n) {
        return 0;
    }
    error = resolve(&r, s, first, time(NULL) + seconds, resolution);
    end(&r);
    return error;
}

int resolve_make_anchors(struct scenario *s)
{
    struct recorded r = {0};
    int error;

    if (s->strategy != STRATEGY_REPLAY || s->n_preemptions == 0) {
        return 0;
    }
    error = record(&r, s);
    if (!error) {
        places_anchor(&r.places, r.recording, s);
    }
    end(&r);
    return error;
}
