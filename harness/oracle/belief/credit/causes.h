/*
 * What makes the declaration of a loss right: the answers and readings that the cache was given. Each
 * cause is good for one declaration.
 */
#ifndef ORACLE_BELIEF_CAUSES_H
#define ORACLE_BELIEF_CAUSES_H 1

#include "oracle/context.h"

extern const struct belief belief_causes;

/* How often the cache has declared this loss of the slot; how often it must have by now, when all
 * that it was told is dealt with; and the most for which there is a cause. */
uint32_t causes_n_declared(unsigned slot, enum cache_loss);
uint32_t causes_least(unsigned slot, enum cache_loss);
uint32_t causes_most(unsigned slot, enum cache_loss);

#endif /* causes.h */
