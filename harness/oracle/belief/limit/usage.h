/* When each flow was last used. */
#ifndef ORACLE_BELIEF_USAGE_H
#define ORACLE_BELIEF_USAGE_H 1

#include "oracle/context.h"

extern const struct belief belief_usage;

/* When the slot was last used, or its ukey made, whichever is later; virtual ms. No cache can know
 * of a later use. */
uint64_t usage_last_ms(unsigned slot);
/* When the running or last round began; virtual ms. */
uint64_t usage_round_begun_ms(void);
/* What the slot held when that round began. */
struct usage_at_begin {
    uint32_t instance, flow; /* Serials; 0: none. */
    uint64_t used_ms;        /* Its last hit until then; 0: none. */
};
const struct usage_at_begin *usage_at_begin(unsigned slot);
/* Whether the slot's flow is offloaded and, as the cache knows, was used so recently that its
 * counter says nothing yet about its rate. */
bool usage_is_fresh_offloaded(unsigned slot);

#endif /* usage.h */
