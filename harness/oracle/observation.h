/*
 * What the oracles observe, and what takes part in an observation.
 *
 * Whatever a cache, its users or the world do becomes one observation. dispatch.c numbers it, asks
 * each check that wants it `before`, lets each belief take it in, asks each check that wants it
 * `after`, and ends the execution if a check has found a violation. So a check sees the beliefs as
 * they were before the observation, or as they are after it, and never in between.
 */
#ifndef ORACLE_OBSERVATION_H
#define ORACLE_OBSERVATION_H 1

#include "cache/cache.h"
#include "model/model.h"

/* Each with the members of struct observation that it fills in. Those of the cache's are made on
 * the actor that did it. Of an operation, BEGIN is before the datapath has looked at it, COMMIT
 * when it has done it, REPLY before the cache gets the answer. */
enum observation_kind {
    /* The cache's users. */
    OBS_CALL_BEGIN,       /* call, deletes_pmd, wanted */
    OBS_CALL_END,         /* call, result, starved */
    OBS_REVALIDATE_BEGIN, /* Some actor announces new rules. */
    OBS_REVALIDATE_END,
    OBS_UPCALL_RETURNED, /* slot, packet, result, actions, mask, execute: what the packet thread is
                          * to do. */
    OBS_SAMPLED,         /* slot, actions */
    OBS_QUIESCENT,       /* limit, counters, n_counters: nobody runs but main. */
    OBS_ENTRY,           /* slot, entry: the cache has this ukey. */
    OBS_COMPARED,        /* Each ukey was an OBS_ENTRY, and quiet rounds came before. */
    OBS_SETTLED,         /* The same, and the ukeys agree with the datapath. */
    OBS_QUIESCENT_MISS,  /* slot: a miss was handled with everyone idle. */
    OBS_END,             /* The cache is destroyed. */
    /* The cache, towards its world. */
    OBS_GOES_ON, /* The actor does something that matters by itself alone. */
    OBS_N_FLOWS, /* n_flows: the datapath's answer. */
    OBS_DUMP_OPEN,
    OBS_DUMP_CLOSED,
    OBS_DUMP_NEXT,       /* The actor asks for a batch of records, and is done with the last. */
    OBS_DUMP_THREAD_END, /* It will ask for no more. */
    OBS_TRANSLATED,      /* slot, purpose, packet, stats, result; handle, actions, mask, execute,
                          * cacheable */
    OBS_PUSH,            /* slot, handle, n_packets, n_bytes, stats */
    OBS_ADOPTING,        /* result: the actor asks for the references of a flow that it adopts. */
    OBS_RELEASE,         /* handle */
    OBS_TRANSITION,      /* slot, ukey, from, to */
    OBS_FREED,           /* slot, ukey */
    OBS_UPCALL_BEGIN,    /* slot, packet */
    OBS_UPCALL_END,      /* slot, packet, verdict */
    OBS_LOSS,            /* slot, loss */
    OBS_LIMIT_ADJUSTED,  /* limit */
    OBS_ROUND_BEGIN,     /* reval_seq */
    OBS_ROUND_END,       /* reval_seq, complete */
    /* The model. */
    OBS_INSTANCE_BEGIN, /* slot, instance */
    OBS_INSTANCE_END,   /* slot, instance */
    OBS_HIT,            /* slot, instance */
    OBS_SENT_UP,        /* slot, packet, miss */
    OBS_ACCEPTED,       /* packet: the cache has taken this upcall. */
    OBS_REFUSED,        /* The cache had no room for an upcall. */
    OBS_OP_BEGIN,       /* slot, op */
    OBS_OP_COMMIT,      /* slot, op, instance */
    OBS_OP_REPLY,       /* slot, op, instance */
    OBS_ADD_END,        /* slot, added: a packet thread has added the flow, or has not. */
    OBS_RECORD,         /* slot, instance, stats: handed to the actor. */
    OBS_FAULT,          /* slot, or NO_SLOT if no flow may be deleted for it. */
    OBS_RULES_CHANGED,
    OBSERVATIONS
};
_Static_assert(OBSERVATIONS <= 64, "a set of kinds is a uint64_t");

/* `slot` is model_slot() of a flow and a pmd; this is none. */
enum { NO_SLOT = MODEL_SLOTS };
/* `deletes_pmd` of a call: the flows of every pmd, or of none. */
enum { EVERY_PMD = 0x100, NO_FLOWS };

/* Threads of the cache. */
struct thread_numbers {
    unsigned handlers, revalidators;
};

struct observation {
    enum observation_kind kind;
    /* The actor was heard at its last observation, and has read nothing of the cache's since then:
     * this is no news of how far it has come. */
    bool unheard;
    bool miss, added, cacheable, complete;
    bool starved; /* The system was short of threads in the call. */
    unsigned slot;
    uint64_t ukey;   /* Its number, from 1 on. */
    uint64_t packet; /* Its number, from 1 on. */
    union {
        struct {
            enum cache_state from, to;
        };
        enum cache_verdict verdict;
        enum cache_loss loss;
        enum cache_purpose purpose;
        struct {
            enum harness_call call;
            unsigned deletes_pmd;
            struct thread_numbers wanted; /* By start() and set_threads(). */
        };
    };
    int result;
    uint32_t handle, actions, mask, execute, limit;
    union {
        uint64_t reval_seq;
        uint64_t n_flows;
        uint64_t n_packets;
        size_t n_counters;
    };
    uint64_t n_bytes;
    const struct cache_op *op;
    const struct model_instance *instance; /* NULL: none. */
    const struct cache_stats *stats;       /* NULL: none. */
    const struct cache_entry *entry;
    const struct cache_counter *counters;
};

/* A set of kinds, for the masks below. */
#define OBS(KIND) (UINT64_C(1) << OBS_##KIND)

/* Facts, and questions about them that change nothing. One file of belief/ each. A belief may ask
 * those that stand before it in dispatch.c's list, which have taken the observation in already. */
struct belief {
    uint64_t wants;
    void (*reset)(void); /* Forgets the execution before. */
    void (*update)(const struct observation *);
};

/* An invariant, or a part of one. One file of check/ each. It asks beliefs, never another check,
 * and may keep what it alone needs. It calls violation() at most once in an observation. */
struct check {
    uint64_t wants_before, wants_after;
    void (*reset)(void); /* May be NULL. */
    void (*before)(const struct observation *);
    void (*after)(const struct observation *);
};

#endif /* observation.h */
