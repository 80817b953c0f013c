/*
 * Mutation of who runs when. What is known of an earlier execution says where a preemption can
 * change anything at all: where two actors met on one object.
 */
#include "generation/mutate_internal.h"

#include "runtime/runtime.h"

/* More actors than this rarely live at once. */
enum { USUAL_ACTORS = 12 };

/* A few points to either side. */
static uint32_t nearby(uint32_t point, struct random *random)
{
    int32_t moved = (int32_t)point + (int32_t)random_below(random, 7) - 3;

    return moved < 1 ? 1 : moved > UINT16_MAX ? UINT16_MAX : (uint32_t)moved;
}

static unsigned living_actor(const struct profile *profile, struct random *random)
{
    unsigned actor = random_below(random, USUAL_ACTORS);

    for (unsigned i = 0; profile && i < RUNTIME_MAX_ACTORS && !profile->points[actor]; i++) {
        actor = (actor + 1) % RUNTIME_MAX_ACTORS;
    }
    return actor;
}

static struct preemption random_preemption(const struct profile *profile, struct random *random)
{
    struct preemption p;

    if (profile && profile->n_meetings && !random_one_in(random, 4)) {
        const struct meeting *meeting =
            &profile->meetings[random_below(random, profile->n_meetings)];

        if (random_one_in(random, 2)) {
            /* The first to come waits for the second, ... */
            return (struct preemption){meeting->other, meeting->actor,
                                       nearby(meeting->other_point, random)};
        }
        /* ... or the second lets the first go on. */
        return (struct preemption){meeting->actor, meeting->other, nearby(meeting->point, random)};
    }
    p.actor = (uint8_t)living_actor(profile, random);
    p.target = (uint8_t)living_actor(profile, random);
    p.point = 1 + random_below(random,
                               profile && profile->points[p.actor] ? profile->points[p.actor] : 64);
    return p;
}

static void insert(struct scenario *s, unsigned at, struct preemption p)
{
    if (s->n_preemptions == SCENARIO_MAX_PREEMPTIONS) {
        return;
    }
    for (unsigned i = s->n_preemptions++; i > at; i--) {
        s->preemptions[i] = s->preemptions[i - 1];
    }
    s->preemptions[at] = p;
}

static void remove_one(struct scenario *s, unsigned at)
{
    s->n_preemptions--;
    for (unsigned i = at; i < s->n_preemptions; i++) {
        s->preemptions[i] = s->preemptions[i + 1];
    }
}

static void mutate_preemptions(struct scenario *s, const struct profile *profile,
                               struct random *random)
{
    struct preemption *p;

    if (s->n_preemptions == 0 || random_one_in(random, 3)) {
        /* Two at once now and then: an actor is held up, and another on the way back. */
        for (unsigned n = 1 + random_one_in(random, 4); n > 0; n--) {
            unsigned at = random_below(random, s->n_preemptions + 1U);

            insert(s, at, random_preemption(profile, random));
        }
        return;
    }
    p = &s->preemptions[random_below(random, s->n_preemptions)];
    switch (random_below(random, 5)) {
    case 0:
        remove_one(s, (unsigned)(p - s->preemptions));
        break;
    case 1:
        p->target = (uint8_t)living_actor(profile, random);
        break;
    case 2:
        *p = random_preemption(profile, random);
        break;
    default:
        p->point = nearby(p->point, random);
        break;
    }
}

/* What the last execution did becomes the list to work on, whatever had decided it. */
static bool freeze(struct scenario *s, const struct profile *profile)
{
    if (!profile || profile->n_preemptions == 0) {
        return false;
    }
    s->strategy = STRATEGY_REPLAY;
    s->n_preemptions = 0;
    for (unsigned i = 0; i < profile->n_preemptions; i++) {
        if (profile->preemptions[i].point <= UINT16_MAX) {
            s->preemptions[s->n_preemptions++] = profile->preemptions[i];
        }
    }
    return true;
}

static void mutate_bytes(struct scenario *s, struct random *random)
{
    if (s->n_bytes < SCENARIO_MAX_BYTES && (s->n_bytes == 0 || random_one_in(random, 2))) {
        unsigned n = 1 + random_below(random, 8);

        while (n-- > 0 && s->n_bytes < SCENARIO_MAX_BYTES) {
            s->bytes[s->n_bytes++] = (uint8_t)random_next(random);
        }
    } else {
        uint8_t byte = (uint8_t)random_next(random);

        s->bytes[random_below(random, s->n_bytes)] = byte;
    }
}

void mutate_reschedule(struct scenario *s, const struct profile *profile, struct random *random)
{
    static const uint8_t gaps[] = {8, 16, 24, 32, 32, 48, 64, 100};

    mutate_strategy(s, profile, random);
    if (s->strategy == STRATEGY_RANDOM) {
        s->mean_gap = gaps[random_below(random, sizeof gaps)];
    }
}

void mutate_interleaving(struct scenario *s, const struct profile *profile, struct random *random)
{
    if (random_one_in(random, 16)) {
        scenario_choose_strategy(
            s, (enum scenario_strategy)random_below(random, SCENARIO_STRATEGIES), profile, random);
    }
    switch (s->strategy) {
    case STRATEGY_BYTES:
        if (!random_one_in(random, 6) || !freeze(s, profile)) {
            mutate_bytes(s, random);
        }
        break;
    case STRATEGY_REPLAY:
        if (random_one_in(random, 12)) {
            mutate_strategy(s, profile, random);
        } else {
            mutate_preemptions(s, profile, random);
        }
        break;
    default:
        if (random_one_in(random, 4) && freeze(s, profile)) {
            mutate_preemptions(s, profile, random);
        } else if (random_one_in(random, 4)) {
            scenario_choose_strategy(s, s->strategy, profile, random);
        } else {
            s->seed = (uint32_t)random_next(random);
        }
        break;
    }
}
