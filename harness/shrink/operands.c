/*
 * Simpler numbers: operands towards 0, preemptions at the earliest point and to the first actor
 * that do.
 */
#include "shrink/passes.h"

enum { FEW_PREEMPTIONS = 8 };

/* Where an operand is: which list, which operation, which of its numbers. */
struct place {
    unsigned list, index;
    enum operand operand;
};

static bool try_value(struct shrinker *sh, const struct place *at, unsigned value)
{
    static struct scenario candidate;

    candidate = sh->best;
    edit_operand(&operation_list(&candidate, at->list)->list[at->index], at->operand, value);
    return shrink_try_carried(sh, &candidate, NULL);
}

/* Nothing if that does; else the least that halving finds. */
static bool lower(struct shrinker *sh, const struct place *at)
{
    const struct operation *op = &operation_list(&sh->best, at->list)->list[at->index];
    unsigned value = operand_of(op, at->operand), low = 0;
    bool progress = false;

    if (value == 0) {
        return false;
    }
    if (try_value(sh, at, 0)) {
        return true;
    }
    while (low + 1 < value && !shrink_over(sh)) {
        unsigned middle = low + (value - low) / 2;

        if (try_value(sh, at, middle)) {
            progress = true;
            value = operand_of(op, at->operand);
        } else {
            low = middle;
        }
    }
    return progress;
}

bool shrink_operands(struct shrinker *sh)
{
    bool progress = false;
    struct place at;

    for (at.list = 0; at.list < OPERATION_LISTS; at.list++) {
        for (at.index = 0; at.index < operation_list(&sh->best, at.list)->n; at.index++) {
            const struct operation *op = &operation_list(&sh->best, at.list)->list[at.index];

            for (at.operand = OPERAND_FLOW; at.operand < OPERANDS; at.operand++) {
                if (!operation_is_sleep(op) || at.operand == OPERAND_MS) {
                    progress |= lower(sh, &at);
                }
            }
        }
    }
    return progress;
}

/* The earliest point, and then the first target, for preemption `i`. */
static bool lower_preemption(struct shrinker *sh, unsigned i)
{
    static struct scenario candidate;
    const struct preemption *old = &sh->best.preemptions[i];
    unsigned n = sh->best.n_preemptions;
    bool progress = false;

    for (uint32_t point = 1; i < n && point < old->point && !shrink_over(sh); point++) {
        candidate = sh->best;
        candidate.preemptions[i].point = point;
        if (shrink_try(sh, &candidate)) {
            progress = true;
            break;
        }
    }
    /* The order may be another now. */
    for (unsigned target = 0; sh->best.n_preemptions == n && target < old->target; target++) {
        candidate = sh->best;
        candidate.preemptions[i].target = (uint8_t)target;
        progress |= shrink_try(sh, &candidate);
    }
    return progress;
}

bool shrink_points(struct shrinker *sh)
{
    bool progress = false;

    if (sh->best.strategy != STRATEGY_REPLAY || sh->best.n_preemptions > FEW_PREEMPTIONS) {
        return false;
    }
    for (unsigned i = 0; i < sh->best.n_preemptions; i++) {
        progress |= lower_preemption(sh, i);
    }
    return progress;
}
