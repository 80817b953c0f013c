#include "shrink/engine.h"

#include <string.h>

#include "shrink/cost.h"

static void copy_observation(struct shrink_observation *to, const struct shrink_observation *from)
{
    to->recorded = from->recorded;
    to->n_preemptions = from->n_preemptions;
    to->n_events = from->n_events;
    memcpy(to->preemptions, from->preemptions, from->n_preemptions * sizeof *from->preemptions);
    memcpy(to->events, from->events, from->n_events * sizeof *from->events);
}

void shrink_begin(struct shrinker *sh, const struct shrink_predicate *predicate)
{
    sh->predicate = predicate;
    sh->n_questions = 0;
    sh->stopped = false;
}

bool shrink_over(const struct shrinker *sh)
{
    return sh->stopped || sh->n_questions >= sh->predicate->max_questions;
}

bool shrink_ask(struct shrinker *sh, const struct scenario *candidate)
{
    enum shrink_answer answer;

    if (shrink_over(sh)) {
        return false;
    }
    sh->n_questions++;
    sh->last.recorded = false;
    sh->last.n_preemptions = sh->last.n_events = 0;
    answer = sh->predicate->ask(sh->predicate->aux, candidate, &sh->last);
    sh->stopped |= answer == SHRINK_STOP;
    return answer == SHRINK_YES;
}

bool shrink_take_recorded(struct scenario *s, const struct shrink_observation *seen)
{
    if (!seen->recorded || seen->n_preemptions >= PREEMPTIONS_MAX) {
        return false;
    }
    for (size_t i = 0; i < seen->n_preemptions; i++) {
        if (seen->preemptions[i].point > UINT16_MAX) {
            return false;
        }
    }
    s->n_preemptions = (uint16_t)seen->n_preemptions;
    memcpy(s->preemptions, seen->preemptions, seen->n_preemptions * sizeof *seen->preemptions);
    return true;
}

void shrink_take(struct shrinker *sh, const struct scenario *s)
{
    sh->best = *s;
    copy_observation(&sh->seen, &sh->last);
}

bool shrink_try(struct shrinker *sh, const struct scenario *candidate)
{
    static struct scenario better;
    const struct cost old = cost_of(&sh->best);
    struct cost new = cost_of(candidate);

    if (!shrink_ask(sh, candidate)) {
        return false;
    }
    better = *candidate;
    if (better.strategy == STRATEGY_REPLAY && sh->last.n_preemptions <= better.n_preemptions) {
        shrink_take_recorded(&better, &sh->last);
        new = cost_of(&better);
    }
    if (!cost_is_less(&new, &old)) {
        return false;
    }
    shrink_take(sh, &better);
    if (sh->predicate->better) {
        sh->predicate->better(sh->predicate->aux, &sh->best);
    }
    return true;
}

void actor_map_identity(struct actor_map *map)
{
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        map->to[i] = (uint8_t)i;
    }
}
