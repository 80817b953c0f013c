/*
 * Slots: a place for each pair of a flow and a pmd. Facts about flows are kept by slot, in arrays of
 * MODEL_SLOTS. An execution uses the first `model_n_slots` of them: all that keeps facts clears these
 * when an execution begins.
 */
#ifndef MODEL_SLOTS_H
#define MODEL_SLOTS_H 1

#include "cache/cache.h"

enum {
    MODEL_MAX_PMDS = CACHE_MAX_PMDS,              /* pmd 0, 1, 2; and CACHE_PMD_NULL. */
    MODEL_TABLES = MODEL_MAX_PMDS + 1,            /* One flow table per pmd, and one without. */
    MODEL_SLOTS = CACHE_MAX_FLOWS * MODEL_TABLES, /* The most that an execution has. */
};

/* How many the running execution has; model_begin() says so. */
extern unsigned model_n_slots;

/* Flows 0 .. this - 1 exist in it. */
static inline unsigned model_flows_end(void)
{
    return model_n_slots / MODEL_TABLES;
}

/* Where (flow, pmd) is kept: 0 .. model_n_slots - 1. In the order of flows. */
static inline unsigned model_slot(unsigned flow, unsigned pmd)
{
    return flow * MODEL_TABLES + (pmd == CACHE_PMD_NULL ? 0 : pmd + 1);
}

#endif /* slots.h */
