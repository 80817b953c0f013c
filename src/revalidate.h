/*
 * Whether a flow is still right.
 */
#ifndef REVALIDATE_H
#define REVALIDATE_H 1

#include "ops.h"
#include "round.h"

enum revalidate_result {
    REVALIDATE_KEEP,
    REVALIDATE_MODIFY, /* The ukey has new actions; the datapath must be told. */
    REVALIDATE_DELETE,
};

/* Judges a flow that counts `stats` (NULL: nothing new is known), and credits what is new, unless
 * it is to be deleted: then the deletion's final counters do. Translates again if the rules have
 * changed since the ukey last agreed with them. Upstream then credits what is new to the new rules;
 * here the translation that the ukey had until now gets it. (What hits between the reading of
 * `stats` and the end of a modify goes to the new rules all the same: nobody can tell.) */
enum revalidate_result revalidate_ukey(struct ukey *ukey, const struct flow_stats *stats,
                                       const struct round *) REQUIRES(ukey->mutex);

/* Queues what is to be done about a flow: its deletion if it is idle or one of far too many, else
 * what follows from revalidate_ukey(). */
void revalidate_and_queue(struct ukey_ops *, struct ukey *ukey, const struct flow_stats *stats,
                          const struct round *) REQUIRES(ukey->mutex);

#endif /* revalidate.h */
