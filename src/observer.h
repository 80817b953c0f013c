/*
 * Observation: what an operator's tracing, or a checker, may see of the cache as it happens.
 *
 * Each function may be NULL. They are called on the thread that did it, some with a ukey's mutex
 * held, so they must not block, call the cache, or enter a quiescent state.
 */
#ifndef OBSERVER_H
#define OBSERVER_H 1

#include "flow.h"

/* The life of a ukey; see ukey.h. */
enum ukey_state {
    UKEY_CREATED,
    UKEY_VISIBLE,
    UKEY_OPERATIONAL,
    UKEY_INCONSISTENT,
    UKEY_EVICTING,
    UKEY_EVICTED,
    UKEY_DELETED,
    UKEY_STATES
};

/* What became of one upcall. */
enum upcall_verdict {
    UPCALL_INSTALLED,      /* A ukey was inserted; its flow is being put. */
    UPCALL_REPLACED,       /* It took the place of a ukey whose flow was deleted. */
    UPCALL_DUPLICATE,      /* Another ukey stands for a flow that is, or is being, installed. */
    UPCALL_CONTENDED,      /* The lock of the old ukey was held. */
    UPCALL_CONFLICT,       /* A ukey with the same ufid has another key. */
    UPCALL_LIMITED,        /* The flow limit refused it. */
    UPCALL_NOT_CACHEABLE,  /* The translation refused it, or the upcall was no miss. */
    UPCALL_UNTRANSLATABLE, /* The translation failed. */
    UPCALL_VERDICTS
};

/* Why packets may never be credited. */
enum loss_reason {
    LOSS_FLOW_VANISHED,     /* The flow was gone when its final counters were asked for. */
    LOSS_DELETE_FAILED,     /* A delete failed; it may have been carried out, and is sent again. */
    LOSS_STATS_NOT_FINAL,   /* The datapath may have counted on after reading the counters. */
    LOSS_COUNTER_DECREASED, /* A counter stepped back: reset, or a momentary dip. */
    LOSS_LAYER_CHANGED,     /* The rest of the old layer's counter was never read. */
    LOSS_UNTRANSLATABLE,    /* There is no rule left to credit. */
    LOSS_REASONS
};

struct udpif_observer {
    void *aux; /* First argument of each function. */
    void (*ukey_transition)(void *aux, const struct ufid *, uint32_t pmd_id, uint64_t serial,
                            enum ukey_state from, enum ukey_state to);
    /* The memory of a ukey is about to be freed (after its grace period, if it was ever visible).
     */
    void (*ukey_freed)(void *aux, const struct ufid *, uint32_t pmd_id, uint64_t serial);
    void (*upcall_begin)(void *aux, const struct ufid *, uint32_t pmd_id, uint64_t packet);
    void (*upcall_end)(void *aux, const struct ufid *, uint32_t pmd_id, uint64_t packet,
                       enum upcall_verdict);
    /* Packets of this flow's instance may be lost for good. */
    void (*loss)(void *aux, const struct ufid *, uint32_t pmd_id, enum loss_reason);
    /* A round is over, and this is the flow limit that it leaves. On the thread that says so next.
     */
    void (*limit_adjusted)(void *aux, uint32_t limit);
    /* A round begins (before anybody can see its number) or ends (its sweep is over). `reval_seq`
     * is the change of rules it answers to; at the beginning, what that is at least. */
    void (*round_begin)(void *aux, uint64_t dump_seq, uint64_t reval_seq);
    void (*round_end)(void *aux, uint64_t dump_seq, uint64_t reval_seq, bool dump_complete);
};

#endif /* observer.h */
