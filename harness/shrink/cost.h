/*
 * What a scenario costs its reader. What is less is better, the first member first.
 */
#ifndef SHRINK_COST_H
#define SHRINK_COST_H 1

#include <stdbool.h>
#include <stdint.h>

#include "scenario/scenario.h"

struct cost {
    uint32_t
        elements; /* Operations and preemptions; another strategy than `replay` costs more than any list. */
    uint32_t world; /* Actors, flows, and settings that are not those of the empty input. */
    uint32_t operands;
    uint32_t points; /* Of preemptions: the earlier the better. */
};

struct cost cost_of(const struct scenario *);
bool cost_is_less(const struct cost *, const struct cost *);

/* Whether there is something that another strategy than `replay` would read. */
bool cost_has_leftovers(const struct scenario *);

#endif /* cost.h */
