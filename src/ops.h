/*
 * A batch of operations on flows that have ukeys: queued with the ukey's mutex held, carried out by
 * the datapath with no lock held, and their results applied.
 */
#ifndef OPS_H
#define OPS_H 1

#include "ukey.h"

/* Dump records handled, and operations sent, at a time. */
enum { REVALIDATE_MAX_BATCH = 50 };

struct ukey_op {
    struct ukey *ukey;
    struct dp_op op;
};

/* On one thread's stack, in one RCU read-side critical section from the first operation queued to
 * the end of ukey_ops_push(). */
struct ukey_ops {
    struct udpif *udpif;
    size_t n, max;
    struct ukey_op ops[REVALIDATE_MAX_BATCH];
};

/* An empty batch of at most as many operations as the cache is configured for. */
void ukey_ops_init(struct ukey_ops *, struct udpif *);

static inline bool ukey_ops_full(const struct ukey_ops *ops)
{
    return ops->n == ops->max;
}

/* Queues the deletion of the flow; the calling thread becomes, or is, the eviction's owner. */
void ukey_ops_delete(struct ukey_ops *, struct ukey *ukey) REQUIRES(ukey->mutex);

/* Queues a modify to the ukey's new actions. */
void ukey_ops_modify(struct ukey_ops *, struct ukey *ukey) REQUIRES(ukey->mutex);

/* Queues a get of the flow's counters. */
void ukey_ops_get(struct ukey_ops *, struct ukey *ukey) REQUIRES(ukey->mutex);

/* Carries the operations out and applies the results of deletes and modifies. The batch keeps them
 * for the caller to look at, until ukey_ops_init(). No lock may be held. */
void ukey_ops_push(struct ukey_ops *);

#endif /* ops.h */
