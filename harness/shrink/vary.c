/*
 * Smaller by another way. What only takes things out ends where nothing can go alone, although less
 * would do: a packet thread that handles its own misses needs no time for a handler, a flow that
 * somebody else installs no packets that miss. So, when nothing else helps, a few things of the
 * scenario are changed by lot, things are left out by lot until it has fewer than it had, and that
 * is asked about; now and then all of it is made again. The lots are the same for the same
 * scenario.
 */
#include "generation/mutate_internal.h"
#include "shrink/passes.h"
#include "support/random.h"

enum {
    ANEW_ONE_IN = 4,  /* Not a variation, but made of nothing. */
    MAX_CHANGES = 6,  /* Of a variation. */
    ANEW_CHANGES = 4, /* Of the configuration of one that is made of nothing. */
    /* Events of an execution; of longer ones fewer are tried, as each takes longer. */
    USUAL_EVENTS = 1000,
    /* Of larger ones too small a part is tried to find anything. */
    MAX_ELEMENTS = 40,
};

static unsigned count(const struct scenario *s)
{
    struct scenario_size size = scenario_size(s);

    return size.operations + size.preemptions;
}

/* An actor that did something in the best execution, and one of its points. */
static const struct shrink_event *any_event(const struct shrinker *sh, struct random *random)
{
    return &sh->seen.events[random_below(random, (unsigned)sh->seen.n_events)];
}

static void add_preemption(struct scenario *s, const struct shrinker *sh, struct random *random)
{
    if (s->n_preemptions < SCENARIO_MAX_PREEMPTIONS && sh->seen.n_events > 0) {
        const struct shrink_event *at = any_event(sh, random), *other = any_event(sh, random);

        scenario_preempt(s, at->actor, at->point, other->actor);
    }
}

static void change_preemption(struct scenario *s, struct random *random)
{
    enum { NEAR = 10 };

    if (s->n_preemptions > 0) {
        struct preemption *p = &s->preemptions[random_below(random, s->n_preemptions)];
        unsigned moved = p->point + random_below(random, 2 * NEAR + 1);

        p->point = moved > NEAR && moved - NEAR <= UINT16_MAX ? moved - NEAR : 1;
    }
}

/* One operation becomes another actor's. */
static void move_operation(struct scenario *s, struct random *random)
{
    unsigned from = random_below(random, 1U + s->n_packet_threads),
             to = random_below(random, 1U + s->n_packet_threads), at, i;
    struct operations *source = operation_list(s, from), *destination = operation_list(s, to);
    struct operation op;

    if (source->n == 0 || destination->n == SCENARIO_MAX_PACKET_OPERATIONS) {
        return;
    }
    i = random_below(random, source->n);
    op = source->list[i];
    if (to > 0 && op.kind >= OP_SHARED) {
        return;
    }
    operations_remove(s, from, i, 1);
    at = random_below(random, destination->n + 1U);
    for (i = destination->n++; i > at; i--) {
        destination->list[i] = destination->list[i - 1];
    }
    destination->list[at] = op;
}

static void change(struct scenario *s, const struct shrinker *sh, struct random *random)
{
    switch (random_below(random, 8)) {
    case 0:
    case 1:
        mutate_configuration(s, random);
        break;
    case 2:
        add_preemption(s, sh, random);
        break;
    case 3:
        change_preemption(s, random);
        break;
    case 4:
        move_operation(s, random);
        break;
    default:
        mutate_operations(s, random);
        break;
    }
}

/* Something of `n` elements. */
static void make_new(struct scenario *s, const struct shrinker *sh, unsigned n,
                     struct random *random)
{
    scenario_init(s);
    for (unsigned i = 0; i < ANEW_CHANGES; i++) {
        mutate_configuration(s, random);
    }
    while (count(s) < n) {
        if (random_one_in(random, 5)) {
            add_preemption(s, sh, random);
        } else {
            mutate_operations(s, random);
        }
    }
}

/* Leaves elements out until there are at most `max`. */
static void cut(struct scenario *s, unsigned max, struct random *random)
{
    /* Those of threads that there are not do nothing. */
    for (unsigned i = s->n_packet_threads; i < SCENARIO_MAX_PACKET_THREADS; i++) {
        s->packet[i].n = 0;
    }
    for (unsigned n = count(s); n > max; n--) {
        unsigned i = random_below(random, n), list = 0;

        if (i < s->n_preemptions) {
            preemptions_remove(s, i, 1);
            continue;
        }
        for (i -= s->n_preemptions; i >= operation_list(s, list)->n; list++) {
            i -= operation_list(s, list)->n;
        }
        operations_remove(s, list, i, 1);
    }
}

bool shrink_vary(struct shrinker *sh)
{
    static struct scenario candidate;
    struct random random = {1};
    unsigned n = count(&sh->best), tries = n * SHRINK_VARIATIONS;

    if (sh->seen.n_events > USUAL_EVENTS) {
        tries = (unsigned)((uint64_t)tries * USUAL_EVENTS / sh->seen.n_events);
    }
    if (sh->best.strategy != STRATEGY_REPLAY || n == 0 || n > MAX_ELEMENTS) {
        return false;
    }
    for (unsigned i = 0; i < tries && !shrink_over(sh); i++) {
        /* There are fewer small ones, so a part of the lots is drawn among them. */
        unsigned max = random_one_in(&random, 2) ? n - 1 : random_below(&random, n);

        if (random_one_in(&random, ANEW_ONE_IN)) {
            make_new(&candidate, sh, max, &random);
        } else {
            candidate = sh->best;
            for (unsigned j = 1 + random_below(&random, MAX_CHANGES); j > 0; j--) {
                change(&candidate, sh, &random);
            }
        }
        cut(&candidate, max, &random);
        if (shrink_try(sh, &candidate)) {
            return true;
        }
    }
    return false;
}
