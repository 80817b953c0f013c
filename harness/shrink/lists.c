/*
 * Delta debugging of lists: operations and preemptions.
 */
#include "shrink/passes.h"

/* One of the lists, by the number that operation_list() knows it by; preemptions come last. */
enum { PREEMPTION_LIST = OPERATION_LISTS };

static unsigned length(struct shrinker *sh, unsigned list)
{
    return list == PREEMPTION_LIST ? sh->best.n_preemptions : operation_list(&sh->best, list)->n;
}

static bool try_without(struct shrinker *sh, unsigned list, unsigned first, unsigned n)
{
    static struct scenario candidate;

    candidate = sh->best;
    if (list == PREEMPTION_LIST) {
        preemptions_remove(&candidate, first, n);
    } else {
        operations_remove(&candidate, list, first, n);
    }
    return shrink_try_carried(sh, &candidate, NULL);
}

/* Tries to remove each `n` consecutive elements, those that come last first: without them nothing
 * changes before. */
static bool sweep(struct shrinker *sh, unsigned list, unsigned n)
{
    unsigned end = length(sh, list);
    bool progress = false;

    while (end > 0 && !shrink_over(sh)) {
        unsigned first = end > n ? end - n : 0;

        if (try_without(sh, list, first, end - first)) {
            progress = true;
            /* Preemptions that did not take place went as well. */
            end = first < length(sh, list) ? first : length(sh, list);
        } else {
            end = first;
        }
    }
    return progress;
}

/* Larger parts first, then ever smaller ones, then single elements until none can go. */
static bool minimise(struct shrinker *sh, unsigned list)
{
    bool progress = false;

    for (unsigned n = length(sh, list); n > 1; n /= 2) {
        n = n < length(sh, list) ? n : length(sh, list);
        progress |= sweep(sh, list, n);
    }
    while (sweep(sh, list, 1)) {
        progress = true;
    }
    return progress;
}

bool shrink_preemptions(struct shrinker *sh)
{
    return sh->best.strategy == STRATEGY_REPLAY && minimise(sh, PREEMPTION_LIST);
}

bool shrink_operations(struct shrinker *sh)
{
    bool progress = false;

    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        progress |= minimise(sh, list);
    }
    return progress;
}

/* Two operations that make sense together only, such as pause and resume. */
bool shrink_pairs(struct shrinker *sh)
{
    static struct scenario without_one, candidate;
    bool progress = false;

    for (unsigned i = 1;; i++) {
        for (unsigned j = 0; j < i; j++) {
            without_one = sh->best;
            if (!edit_remove_operation(&without_one, i) || shrink_over(sh)) {
                return progress;
            }
            candidate = without_one;
            edit_remove_operation(&candidate, j);
            progress |= shrink_try_carried(sh, &candidate, NULL);
        }
    }
}
