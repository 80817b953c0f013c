/*
 * The cache of src/ from inside, at a time when only the caller runs. Only what the test of
 * the beliefs needs. Nothing here takes a lock or a scheduling point, or changes anything.
 */
#ifndef INSIDE_H
#define INSIDE_H 1

#include "model/model.h"
#include "udpif_internal.h"

/* The ukeys that are in their umaps, by slot; NULL: none. */
struct inside {
    const struct udpif *udpif;
    const struct ukey *ukeys[MODEL_SLOTS];
};

/* Looks again. [actor] */
void inside_look(struct inside *, const struct udpif *);

/* When the ukey's flow was used last, as it knows; virtual ms. */
uint64_t inside_used_ms(const struct ukey *);

/* When it takes the flow to have been used last if it is shown `stats` now. */
uint64_t inside_used_by_ms(const struct ukey *, const struct cache_stats *, uint64_t now_ms);

#endif /* inside.h */
