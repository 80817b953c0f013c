/*
 * Carrying preemptions over to a scenario in which they fall on other points.
 *
 * A preemption of the best scenario so far is known by its surroundings: what its actor did at that
 * point and at those before it. In the candidate it belongs to where the actor does the same. There
 * can be several such places (a handler handles one miss like another), so the likeliest of each
 * are tried, one preemption after the other: what happens up to the second depends on where the
 * first is.
 */
#include <string.h>

#include "shrink/engine.h"

enum {
    POINTS_MAX = 4096, /* Points of an actor that are looked at. */
    CONTEXT = 10,      /* Points that surroundings are compared over. */
    PLACES = 4,        /* Places tried for each preemption. */
    MAX_CARRIED = 64,  /* Preemptions; far more than most bugs need. */
    MAX_TRIES = 120,   /* Questions for one candidate: with many preemptions, little more than the
                        * likeliest place of each. */
};

/* What an actor did at each of its points: a hash of the kinds, 0 for nothing. */
struct doings {
    unsigned n;
    uint16_t at[POINTS_MAX];
};

struct carried {
    struct shrinker *sh;
    const struct actor_map *map;
    unsigned n, n_tries;
    struct preemption old[MAX_CARRIED];
    struct doings surroundings[MAX_CARRIED]; /* Of the actor of old[i], in the best. */
    struct scenario candidate;
};

static void collect(struct doings *doings, const struct shrink_observation *seen, unsigned actor)
{
    doings->n = 0;
    memset(doings->at, 0, sizeof doings->at);
    for (size_t i = 0; i < seen->n_events; i++) {
        const struct shrink_event *e = &seen->events[i];

        if (e->actor == actor && e->point < POINTS_MAX && e->kind != EVENT_TIME) {
            doings->at[e->point] = (uint16_t)(doings->at[e->point] * 31U + e->kind + 1U);
            doings->n = e->point >= doings->n ? e->point + 1U : doings->n;
        }
    }
}

/* How alike the surroundings of two points are. */
static unsigned likeness(const struct doings *a, unsigned p, const struct doings *b, unsigned q)
{
    unsigned score = 0;

    if (a->at[p] && a->at[p] == b->at[q]) {
        score += 3;
    }
    for (unsigned i = 1; i <= CONTEXT && i < p && i < q && a->at[p - i] == b->at[q - i]; i++) {
        score++;
    }
    return score;
}

static unsigned distance(unsigned a, unsigned b)
{
    return a < b ? b - a : a - b;
}

struct place {
    uint16_t point;
    unsigned score;
};

/* The places of preemption `i` in the last execution, the likeliest first. Of equal ones the
 * nearer to the old point comes first, which is also the earlier of the two at equal distance. */
static unsigned find_places(const struct carried *c, unsigned i, struct place *places)
{
    static struct doings now;
    unsigned n = 0, old = c->old[i].point;

    collect(&now, &c->sh->last, c->map->to[c->old[i].actor]);
    for (unsigned q = 1; q <= now.n && q < POINTS_MAX; q++) {
        struct place place = {(uint16_t)q, likeness(&c->surroundings[i], old, &now, q)};
        unsigned at;

        if (place.score == 0) {
            continue;
        }
        for (at = n; at > 0 && (places[at - 1].score < place.score ||
                                (places[at - 1].score == place.score &&
                                 distance(places[at - 1].point, old) > distance(q, old)));
             at--) {
            if (at < PLACES) {
                places[at] = places[at - 1];
            }
        }
        if (at < PLACES) {
            places[at] = place;
            n += n < PLACES;
        }
    }
    return n;
}

/* Places preemption `i` and those after it; it is left out if there is no place for it. */
static bool place_from(struct carried *c, unsigned i)
{
    struct place places[PLACES];
    unsigned n_places, n = c->candidate.n_preemptions;

    if (i == c->n) {
        return false;
    }
    n_places = find_places(c, i, places);
    if (n_places == 0) {
        return place_from(c, i + 1);
    }
    for (unsigned j = 0; j < n_places; j++) {
        if (c->n_tries >= MAX_TRIES || shrink_over(c->sh)) {
            return false;
        }
        c->n_tries++;
        c->candidate.n_preemptions = (uint16_t)n;
        scenario_preempt(&c->candidate, c->map->to[c->old[i].actor], places[j].point,
                         c->map->to[c->old[i].target]);
        if (shrink_try(c->sh, &c->candidate) || place_from(c, i + 1)) {
            return true;
        }
    }
    return false;
}

/* The preemptions of the best scenario that the candidate has as well. */
static unsigned common(const struct scenario *best, const struct scenario *candidate,
                       struct preemption *out)
{
    unsigned n = 0;

    for (unsigned i = 0; i < best->n_preemptions && n < candidate->n_preemptions; i++) {
        const struct preemption *p = &best->preemptions[i], *q = &candidate->preemptions[n];

        if (p->actor == q->actor && p->point == q->point && p->target == q->target) {
            out[n++] = *p;
        }
    }
    return n;
}

static void renumber(struct scenario *s, const struct actor_map *map)
{
    for (unsigned i = 0; i < s->n_preemptions; i++) {
        s->preemptions[i].actor = map->to[s->preemptions[i].actor];
        s->preemptions[i].target = map->to[s->preemptions[i].target];
    }
}

bool shrink_try_carried(struct shrinker *sh, const struct scenario *candidate,
                        const struct actor_map *map)
{
    static struct carried c;
    static struct actor_map identity;

    actor_map_identity(&identity);
    c.sh = sh;
    c.map = map ? map : &identity;
    c.candidate = *candidate;
    renumber(&c.candidate, c.map);
    if (shrink_try(sh, &c.candidate)) {
        return true;
    }
    if (candidate->strategy != STRATEGY_REPLAY || candidate->n_preemptions == 0 ||
        candidate->n_preemptions > MAX_CARRIED || !sh->seen.recorded) {
        return false;
    }
    c.n_tries = 0;
    c.n = common(&sh->best, candidate, c.old);
    for (unsigned i = 0; i < c.n; i++) {
        collect(&c.surroundings[i], &sh->seen, c.old[i].actor);
        if (c.old[i].point >= POINTS_MAX) {
            return false;
        }
    }
    c.candidate.n_preemptions = 0;
    return shrink_try(sh, &c.candidate) || place_from(&c, 0);
}
