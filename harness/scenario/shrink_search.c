/*
 * Looking for a single preemption wherever there can be one. Most bugs need one or two, and a small
 * scenario has a few hundred places, so this is affordable when nothing else helps.
 */
#include "scenario/shrink_internal.h"

enum {
    /* Candidates for one place; more is not a small scenario. */
    MAX_PLACES = 6000,
    /* Preemptions of which each is kept once when another is looked for. */
    MAX_KEPT = 6,
};

bool shrink_try_places(struct shrinker *sh, const struct scenario *candidate)
{
    static struct shrink_event places[SHRINK_MAX_EVENTS];
    static struct scenario with;
    size_t n_places = 0, n_tried = 0;
    uint32_t actors = UINT32_C(1) << ACTOR_CALL_RCU;
    uint16_t passed[RUNTIME_MAX_ACTORS] = {0};

    with = *candidate;
    if (shrink_try(sh, &with)) {
        return true;
    }
    for (size_t i = 0; i < sh->last.n_events; i++) {
        const struct shrink_event *e = &sh->last.events[i];

        actors |= UINT32_C(1) << e->actor;
        if (e->point > passed[e->actor]) {
            passed[e->actor] = e->point;
            places[n_places++] = *e;
        }
    }
    if (with.n_preemptions == SCENARIO_MAX_PREEMPTIONS) {
        return false;
    }
    for (size_t i = 0; i < n_places; i++) {
        for (uint32_t set = actors & ~(UINT32_C(1) << places[i].actor); set; set &= set - 1) {
            if (n_tried++ == MAX_PLACES || shrink_over(sh)) {
                return false;
            }
            with.n_preemptions = candidate->n_preemptions;
            scenario_preempt(&with, places[i].actor, places[i].point, (unsigned)__builtin_ctz(set));
            if (shrink_try(sh, &with)) {
                return true;
            }
        }
    }
    return false;
}

bool shrink_fewer_preemptions(struct shrinker *sh)
{
    static struct scenario candidate;
    unsigned n = sh->best.n_preemptions;

    if (sh->best.strategy != STRATEGY_REPLAY || n < 2) {
        return false;
    }
    candidate = sh->best;
    candidate.n_preemptions = 0;
    if (shrink_try_places(sh, &candidate)) {
        return true;
    }
    for (unsigned i = 0; n > 2 && i < n && i < MAX_KEPT; i++) {
        candidate = sh->best;
        candidate.preemptions[0] = sh->best.preemptions[i];
        candidate.n_preemptions = 1;
        if (shrink_try_places(sh, &candidate)) {
            return true;
        }
    }
    return false;
}

bool shrink_operations_by_search(struct shrinker *sh)
{
    static struct scenario candidate;
    bool progress = false;

    if (sh->best.strategy != STRATEGY_REPLAY || sh->best.n_preemptions != 1) {
        return false;
    }
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        for (unsigned i = operation_list(&sh->best, list)->n; i-- > 0;) {
            candidate = sh->best;
            operations_remove(&candidate, list, i, 1);
            candidate.n_preemptions = 0;
            progress |= shrink_try_places(sh, &candidate);
        }
    }
    return progress;
}
