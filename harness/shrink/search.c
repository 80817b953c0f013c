/*
 * Looking for a single preemption wherever there can be one. Most bugs need one or two, and a small
 * scenario has a few hundred places, so this is affordable when nothing else helps.
 */
#include "shrink/passes.h"

enum {
    /* Candidates for one place; more is not a small scenario. */
    MAX_PLACES = 6000,
    /* With more preemptions there are too many to put another in the place of. */
    MAX_REPLACED = 5,
    MAX_REPLACED_WITH_OPERATION = 2,
};

/* Whether somebody who could not run may be able to after an event of this kind. */
static bool may_wake(unsigned kind)
{
    switch ((enum event_kind)kind) {
    case EVENT_MUTEX_LOCK:
    case EVENT_MUTEX_TRYLOCK_OK:
    case EVENT_MUTEX_TRYLOCK_BUSY:
    case EVENT_ATOMIC:
    case EVENT_MEMORY:
    case EVENT_LFHT_LOOKUP:
    case EVENT_LFHT_ADD:
    case EVENT_LFHT_REPLACE:
    case EVENT_LFHT_DEL:
    case EVENT_LFHT_NEXT:
        return false;
    default:
        return kind < EVENT_CLIENT;
    }
}

/* Whether the last execution was preempted there. */
static bool took_place(const struct shrinker *sh, const struct preemption *p)
{
    for (size_t i = 0; i < sh->last.n_preemptions; i++) {
        const struct preemption *q = &sh->last.preemptions[i];

        if (p->actor == q->actor && p->point == q->point && p->target == q->target) {
            return true;
        }
    }
    return !sh->last.recorded;
}

bool shrink_try_places(struct shrinker *sh, const struct scenario *candidate)
{
    static struct shrink_event events[SHRINK_MAX_EVENTS];
    static struct scenario with;
    unsigned n = candidate->n_preemptions, n_tried = 0;
    size_t n_events;
    /* Actors that cannot run, as far as we know. */
    uint32_t actors = UINT32_C(1) << ACTOR_CALL_RCU, asleep = 0;
    uint16_t passed[RUNTIME_MAX_ACTORS] = {0};

    with = *candidate;
    if (shrink_try(sh, &with)) {
        return true;
    }
    n_events = sh->last.n_events;
    for (size_t i = 0; i < n_events; i++) {
        events[i] = sh->last.events[i];
        actors |= UINT32_C(1) << events[i].actor;
    }
    for (size_t i = 0; i < n_events && n < SCENARIO_MAX_PREEMPTIONS; i++) {
        const struct shrink_event *e = &events[i];

        if (e->point > passed[e->actor]) {
            uint32_t targets = actors & ~asleep & ~(UINT32_C(1) << e->actor);

            passed[e->actor] = e->point;
            for (; targets; targets &= targets - 1) {
                unsigned target = (unsigned)__builtin_ctz(targets);

                if (n_tried++ == MAX_PLACES || shrink_over(sh)) {
                    return false;
                }
                with.n_preemptions = (uint16_t)n;
                scenario_preempt(&with, e->actor, e->point, target);
                if (shrink_try(sh, &with)) {
                    return true;
                }
                asleep |= took_place(sh, &with.preemptions[n]) ? 0 : UINT32_C(1) << target;
            }
        }
        asleep = may_wake(e->kind) ? 0 : asleep;
    }
    return false;
}

bool shrink_fewer_preemptions(struct shrinker *sh)
{
    static struct scenario candidate;
    unsigned n = sh->best.n_preemptions;

    if (sh->best.strategy != STRATEGY_REPLAY || n > MAX_REPLACED) {
        return false;
    }
    for (unsigned i = 1; i < n; i++) {
        for (unsigned j = 0; j < i; j++) {
            candidate = sh->best;
            preemptions_remove(&candidate, i, 1);
            preemptions_remove(&candidate, j, 1);
            if (shrink_try_places(sh, &candidate)) {
                return true;
            }
        }
    }
    return false;
}

bool shrink_operations_by_search(struct shrinker *sh)
{
    static struct scenario candidate;
    unsigned n = sh->best.n_preemptions;

    if (sh->best.strategy != STRATEGY_REPLAY || n > MAX_REPLACED_WITH_OPERATION) {
        return false;
    }
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        for (unsigned i = operation_list(&sh->best, list)->n; i-- > 0;) {
            for (unsigned j = 0; j < n; j++) {
                candidate = sh->best;
                operations_remove(&candidate, list, i, 1);
                preemptions_remove(&candidate, j, 1);
                if (shrink_try_places(sh, &candidate)) {
                    return true;
                }
            }
        }
    }
    return false;
}
