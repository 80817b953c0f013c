#include "shrink/cost.h"
#include "shrink/passes.h"

bool shrink_freeze(struct shrinker *sh)
{
    static struct scenario candidate;
    bool frozen = sh->best.strategy == STRATEGY_REPLAY;

    if (frozen && !cost_has_leftovers(&sh->best)) {
        return false;
    }
    edit_copy_workload(&candidate, &sh->best);
    candidate.strategy = STRATEGY_REPLAY;
    if (frozen) {
        candidate.n_preemptions = sh->best.n_preemptions;
    } else {
        shrink_take_recorded(&candidate, &sh->seen);
    }
    return shrink_try(sh, &candidate);
}
