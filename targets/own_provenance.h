/*
 * The provenance of what this program finds or writes.
 */
#ifndef TARGETS_OWN_PROVENANCE_H
#define TARGETS_OWN_PROVENANCE_H 1

#include "scenario/provenance.h"

/* With the cache, in the build and at the commit of this program. `target` is "fuzz_interleave" in
 * the tool as well; in a build that ends in "-fine" it becomes "fuzz_interleave_fine". `signature`
 * is what a scenario has shown here; empty: nothing, or it is not known. */
void own_provenance(struct provenance *, const char *target, const char *signature);

#endif /* own_provenance.h */
