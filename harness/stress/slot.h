/*
 * A slot: what stands in one place of one flow table, and what is known of the cache's ukey for it.
 *
 * Everything in it is guarded by its lock, which is held for tens of instructions, never across a
 * call of the cache, and never together with another's. The flows of a table that are there are
 * also marked in a bitmap, for dumps.
 */
#ifndef STRESS_SLOT_H
#define STRESS_SLOT_H 1

#include <sched.h>
#include <stdatomic.h>

#include "cache/cache.h"
#include "stress/instance.h"

struct stress_thread;

struct slot {
    _Atomic uint32_t lock;
    uint32_t now; /* The present moment. */

    /* The flow. */
    bool present;
    struct instance live;   /* If present. */
    uint64_t emptied_round; /* How many rounds had begun when the last flow went away. */
    struct instance *past;  /* Instances that are not settled yet, the oldest first. */
    uint32_t n_instances, n_flow_numbers;
    uint32_t dumped_in; /* The last dump that has shown it. */
    uint32_t seen;      /* By the last quiet point that found a ukey for it. */

    /* The ukey in the umap. */
    uint8_t state; /* enum cache_state; DELETED: there is none. */
    bool believed; /* The cache has reason to believe that its flow is there. */
    bool by_pmd;   /* Made for a packet thread, which gives no answer to it. */
    bool put_due;  /* Its maker, in an upcall, has still to put it. */
    bool put_seen; /* Its flow was put, successfully as the cache was told. */
    bool answered; /* The upcall that made it has ended. */
    uint64_t serial;
    uint64_t gone;      /* The ukey whose flow its owner knows to be gone. */
    uint32_t n_visible; /* Ukeys so far. */
    const struct stress_thread *maker, *evictor;

    /* What the ukey's base was last moved to. */
    struct {
        uint64_t serial; /* Of the ukey; 0: it has no base. */
        uint64_t seed, position;
        uint8_t layer;
        bool replied; /* The instance ended by a delete that was answered. */
    } base;

    /* Moments; 0: never. Last: any loss. */
    uint32_t declared[LOSSES + 1];
    uint32_t untranslated;

    /* Since when misses have been refused without a flow; 0: they have not. */
    uint64_t refused_ms, refused_round;
};

static inline void slot_lock(struct slot *slot)
{
    for (unsigned n = 0;
         atomic_load_explicit(&slot->lock, memory_order_relaxed) ||
         atomic_exchange_explicit(&slot->lock, 1, memory_order_acquire); /* Pairs with unlock. */
         n++) {
        if (n > 100) {
            sched_yield(); /* Its owner has lost the processor. */
        }
    }
    slot->now++;
}

static inline void slot_unlock(struct slot *slot)
{
    atomic_store_explicit(&slot->lock, 0, memory_order_release);
}

/* A ukey in such a state stands for a flow: no handler may replace it. */
static inline bool slot_is_blocked(const struct slot *slot)
{
    return slot->state >= STATE_VISIBLE && slot->state <= STATE_EVICTING;
}

#endif /* slot.h */
