/*
 * The provenance of what this program finds or writes.
 */
#ifndef TARGETS_OWN_PROVENANCE_H
#define TARGETS_OWN_PROVENANCE_H 1

#include "scenario/provenance.h"

/* With the cache, in the build and at the commit of this program. `signature` is what a scenario
 * has shown here; empty or NULL: nothing, or it is not known. */
void own_provenance(struct provenance *, const char *target, const char *signature);

/* The target whose files the tool works with: fuzz_interleave, or fuzz_interleave_fine. */
const char *own_target(void);

#endif /* own_provenance.h */
