/*
 * Coverage counters: how often each remarkable thing has happened. Upstream's names, plus
 * `udpif_declared_loss` and a few that upstream has no word for.
 */
#ifndef COVERAGE_H
#define COVERAGE_H 1

#include <stdint.h>

/* clang-format off */
#define COVERAGE_COUNTERS(X)                                                                      \
    X(upcall_install)             /* ukey_install() was tried. */                                 \
    X(upcall_install_fresh)       /* ... and there was no ukey. */                                \
    X(upcall_ukey_replace)        /* ... and an evicted one was replaced (case 3). */             \
    X(handler_duplicate_upcall)   /* ... and its flow is or is being installed (case 1). */       \
    X(upcall_ukey_evicting)       /* ... and its flow is being deleted (case 2). */               \
    X(ukey_replace_contention)    /* ... and its lock was held (case 1 or 2). */                  \
    X(upcall_ukey_conflict)       /* ... and it has another key. */                               \
    X(upcall_flow_limit_hit)      /* A flow was not installed because of the limit. */            \
    X(upcall_flow_put_failed)     /* The datapath refused a put. */                               \
    X(upcall_queue_full)          /* An upcall was dropped: its queue was full. */                \
    X(upcall_translation_failed)                                                                  \
    X(upcall_ukey_contention)     /* A revalidator skipped a ukey whose lock was held. */         \
    X(ukey_adopted)               /* A ukey was made for a flow found in a dump. */               \
    X(ukey_unadoptable)           /* ... only to delete that flow. */                             \
    X(dumped_new_flow)            /* A record was handled. */                                     \
    X(dumped_duplicate_flow)      /* A record's ukey was done already in this round. */           \
    X(dumped_inconsistent_flow)                                                                   \
    X(dumped_pending_flow)        /* A record's ukey waits for the answer to its put. */          \
    X(ukey_dp_change)             /* A flow moved to another layer. */                            \
    X(ukey_invalid_stat_reset)    /* A counter stepped back. */                                   \
    X(revalidate_missed_dp_flow)  /* The sweep asked for a flow that the dump did not show. */    \
    X(revalidate_missing_dp_flow) /* ... and it is gone, or nothing can be learned of it. */      \
    X(ukey_evict_retry)           /* A delete that failed was sent again. */                      \
    X(flow_delete_failed)                                                                         \
    X(flow_modify_failed)                                                                         \
    X(upcall_flow_limit_grew)                                                                     \
    X(upcall_flow_limit_reduced)                                                                  \
    X(upcall_flow_limit_scaled)                                                                   \
    X(upcall_flow_limit_kill)     /* A flow was deleted because there were far too many. */       \
    X(revalidate_round)                                                                           \
    X(revalidate_dump_incomplete)                                                                 \
    X(udpif_declared_loss)        /* Packets may never be credited: see enum loss_reason. */
/* clang-format on */

enum coverage_counter {
#define COVERAGE_ENUM(NAME) COVERAGE_##NAME,
    COVERAGE_COUNTERS(COVERAGE_ENUM)
#undef COVERAGE_ENUM
        COVERAGE_N
};

/* The counters of one cache. Any thread may add to them at any time. They order nothing and nothing
 * depends on them, so they are plain relaxed additions. */
struct coverage {
    uint64_t count[COVERAGE_N];
};

static inline void coverage_inc(struct coverage *coverage, enum coverage_counter counter)
{
    __atomic_fetch_add(&coverage->count[counter], 1, __ATOMIC_RELAXED);
}

static inline uint64_t coverage_read(const struct coverage *coverage, enum coverage_counter counter)
{
    return __atomic_load_n(&coverage->count[counter], __ATOMIC_RELAXED);
}

const char *coverage_name(enum coverage_counter);

#endif /* coverage.h */
