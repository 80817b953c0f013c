/*
 * What was read of each counter when a flow was translated once more: hits up to there were
 * forwarded by the old version of the flow's rules, and are not the new translation's.
 */
#ifndef ORACLE_BELIEF_READINGS_H
#define ORACLE_BELIEF_READINGS_H 1

#include "oracle/context.h"

extern const struct belief belief_readings;

struct reading {
    uint32_t instance; /* 0: none. */
    uint32_t n_hits;   /* At least so many were shown. */
};

struct translation_facts {
    uint16_t version;     /* Of the rules, plus 1. */
    struct reading floor; /* Hits up to here belong to an older translation. */
};

/* Never NULL. `handle` is one that the model has given out. */
const struct translation_facts *readings_translation(uint32_t handle);
/* The version of the rules, plus 1, that the instance's hit was forwarded by; 0: of no rules. */
uint16_t readings_forwarded_by(uint32_t instance, uint32_t hit);
/* Whether somebody else has installed the instance's flow: it has no older translation. */
bool readings_is_foreign(const struct model_instance *);
/* Whether the slot's ukey must have a translation, as it was made from one or has credited one. */
bool readings_has_translation(unsigned slot);

#endif /* readings.h */
