/*
 * Delta debugging of lists: operations and preemptions.
 */
#include <string.h>

#include "shrink/internal.h"

struct operations *operation_list(struct scenario *s, unsigned list)
{
    return list == 0 ? &s->main : &s->packet[list - 1];
}

void operations_remove(struct scenario *s, unsigned list, unsigned first, unsigned n)
{
    struct operations *operations = operation_list(s, list);

    operations->n = (uint8_t)(operations->n - n);
    memmove(&operations->list[first], &operations->list[first + n],
            (operations->n - first) * sizeof operations->list[0]);
}

void preemptions_remove(struct scenario *s, unsigned first, unsigned n)
{
    scenario_drop_anchors(s);
    s->n_preemptions = (uint16_t)(s->n_preemptions - n);
    memmove(&s->preemptions[first], &s->preemptions[first + n],
            (s->n_preemptions - first) * sizeof s->preemptions[0]);
}

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

/* The operation that has number `index` when the lists are put one behind the other. */
static bool remove_at(struct scenario *s, unsigned index)
{
    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        unsigned n = operation_list(s, list)->n;

        if (index < n) {
            operations_remove(s, list, index, 1);
            return true;
        }
        index -= n;
    }
    return false;
}

/* Two operations that make sense together only, such as pause and resume. */
bool shrink_pairs(struct shrinker *sh)
{
    static struct scenario without_one, candidate;
    bool progress = false;

    for (unsigned i = 1;; i++) {
        for (unsigned j = 0; j < i; j++) {
            without_one = sh->best;
            if (!remove_at(&without_one, i) || shrink_over(sh)) {
                return progress;
            }
            candidate = without_one;
            remove_at(&candidate, j);
            progress |= shrink_try_carried(sh, &candidate, NULL);
        }
    }
}
