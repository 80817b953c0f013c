/*
 * One operation of a scenario without interleaving: done for real, then by the sequential model.
 */
#ifndef SEQUENTIAL_OPERATION_H
#define SEQUENTIAL_OPERATION_H 1

#include "cache/cache.h"
#include "scenario/operation.h"

/* Opens the queues of `n_handlers` handlers, 0 closes all. */
void sequence_let_in(const struct cache_under_test *, unsigned n_handlers);

/* `pmd`: the flow table in which the actor's packets are looked up. */
void sequence_operation(const struct cache_under_test *, const struct operation *, unsigned pmd);

#endif /* operation.h */
