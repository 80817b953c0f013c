/*
 * Mutation of who runs when. What is known of an earlier execution says where a preemption can
 * change anything at all: where two actors met on one object.
 */
#include "generation/mutate_internal.h"

#include "runtime/runtime.h"

/* More actors than this rarely live at once. */
enum { USUAL_ACTORS = 12 };

/* A few points to either side. */
static uint32_t nearby(uint32_t point, struct dice *dice)
{
    int32_t moved = (int32_t)point + (int32_t)dice_below(dice, 7) - 3;

    return moved < 1 ? 1 : moved > UINT16_MAX ? UINT16_MAX : (uint32_t)moved;
}

static unsigned living_actor(const struct profile *profile, struct dice *dice)
{
    unsigned actor = dice_below(dice, USUAL_ACTORS);

    for (unsigned i = 0; profile && i < RUNTIME_MAX_ACTORS && !profile->points[actor]; i++) {
        actor = (actor + 1) % RUNTIME_MAX_ACTORS;
    }
    return actor;
}

static struct preemption random_preemption(const struct profile *profile, struct dice *dice)
{
    struct preemption p;

    if (profile && profile->n_meetings && !dice_one_in(dice, 4)) {
        const struct meeting *meeting = &profile->meetings[dice_below(dice, profile->n_meetings)];

        if (dice_one_in(dice, 2)) {
            /* The first to come waits for the second, ... */
            return (struct preemption){meeting->other, meeting->actor,
                                       nearby(meeting->other_point, dice)};
        }
        /* ... or the second lets the first go on. */
        return (struct preemption){meeting->actor, meeting->other, nearby(meeting->point, dice)};
    }
    p.actor = (uint8_t)living_actor(profile, dice);
    p.target = (uint8_t)living_actor(profile, dice);
    p.point =
        1 + dice_below(dice, profile && profile->points[p.actor] ? profile->points[p.actor] : 64);
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

static void mutate_preemptions(struct scenario *s, const struct profile *profile, struct dice *dice)
{
    struct preemption *p;

    if (s->n_preemptions == 0 || dice_one_in(dice, 3)) {
        /* Two at once now and then: an actor is held up, and another on the way back. */
        for (unsigned n = 1 + dice_one_in(dice, 4); n > 0; n--) {
            unsigned at = dice_below(dice, s->n_preemptions + 1U);

            insert(s, at, random_preemption(profile, dice));
        }
        return;
    }
    p = &s->preemptions[dice_below(dice, s->n_preemptions)];
    switch (dice_below(dice, 5)) {
    case 0:
        remove_one(s, (unsigned)(p - s->preemptions));
        break;
    case 1:
        p->target = (uint8_t)living_actor(profile, dice);
        break;
    case 2:
        *p = random_preemption(profile, dice);
        break;
    default:
        p->point = nearby(p->point, dice);
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

static void mutate_bytes(struct scenario *s, struct dice *dice)
{
    if (s->n_bytes < SCENARIO_MAX_BYTES && (s->n_bytes == 0 || dice_one_in(dice, 2))) {
        unsigned n = 1 + dice_below(dice, 8);

        while (n-- > 0 && s->n_bytes < SCENARIO_MAX_BYTES) {
            s->bytes[s->n_bytes++] = (uint8_t)dice_next(dice);
        }
    } else {
        uint8_t byte = (uint8_t)dice_next(dice);

        s->bytes[dice_below(dice, s->n_bytes)] = byte;
    }
}

void mutate_reschedule(struct scenario *s, const struct profile *profile, struct dice *dice)
{
    static const uint8_t gaps[] = {8, 16, 24, 32, 32, 48, 64, 100};

    mutate_strategy(s, profile, dice);
    if (s->strategy == STRATEGY_RANDOM) {
        s->mean_gap = gaps[dice_below(dice, sizeof gaps)];
    }
}

void mutate_interleaving(struct scenario *s, const struct profile *profile, struct dice *dice)
{
    if (dice_one_in(dice, 16)) {
        scenario_choose_strategy(s, (enum scenario_strategy)dice_below(dice, SCENARIO_STRATEGIES),
                                 profile, dice);
    }
    switch (s->strategy) {
    case STRATEGY_BYTES:
        if (!dice_one_in(dice, 6) || !freeze(s, profile)) {
            mutate_bytes(s, dice);
        }
        break;
    case STRATEGY_REPLAY:
        if (dice_one_in(dice, 12)) {
            mutate_strategy(s, profile, dice);
        } else {
            mutate_preemptions(s, profile, dice);
        }
        break;
    default:
        if (dice_one_in(dice, 4) && freeze(s, profile)) {
            mutate_preemptions(s, profile, dice);
        } else if (dice_one_in(dice, 4)) {
            scenario_choose_strategy(s, s->strategy, profile, dice);
        } else {
            s->seed = (uint32_t)dice_next(dice);
        }
        break;
    }
}
