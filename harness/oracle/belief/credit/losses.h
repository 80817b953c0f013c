/* Losses that the cache has declared, and translations that have failed. */
#ifndef ORACLE_BELIEF_LOSSES_H
#define ORACLE_BELIEF_LOSSES_H 1

#include "oracle/context.h"

extern const struct belief belief_losses;

/* When a loss of this slot was last declared, for this reason (or LOSSES: for any); 0: never. */
obs_time losses_declared_at(unsigned slot, enum cache_loss reason);
/* Whether credits of the slot may be dropped since `since`: no translation, and it was declared. */
bool losses_is_untranslatable(unsigned slot, obs_time since);

#endif /* losses.h */
