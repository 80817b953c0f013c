#include "measure/recovery.h"

#include <stdlib.h>

struct recovery_flow {
    _Atomic uint64_t deleted_ns; /* 0: it is there, was never there, or no packet came in time. */
    _Atomic uint64_t missed_ns;  /* The first miss since the last deletion. */
    _Atomic uint32_t n_missed;   /* Misses since then. */
};

struct recovery *recovery_create(size_t n_flows)
{
    struct recovery *recovery = calloc(1, sizeof *recovery);

    if (recovery) {
        recovery->flows = calloc(n_flows, sizeof *recovery->flows);
        recovery->n_flows = n_flows;
    }
    if (recovery && !recovery->flows) {
        free(recovery);
        return NULL;
    }
    return recovery;
}

void recovery_destroy(struct recovery *recovery)
{
    if (recovery) {
        free(recovery->flows);
        free(recovery);
    }
}

void recovery_deleted(struct recovery *recovery, size_t flow, uint64_t now_ns)
{
    struct recovery_flow *state = &recovery->flows[flow];

    atomic_store_explicit(&state->n_missed, 0, memory_order_relaxed);
    atomic_store_explicit(&state->deleted_ns, now_ns, memory_order_release);
}

void recovery_missed(struct recovery *recovery, size_t flow, uint64_t now_ns)
{
    struct recovery_flow *state = &recovery->flows[flow];

    if (!atomic_fetch_add_explicit(&state->n_missed, 1, memory_order_relaxed)) {
        atomic_store_explicit(&state->missed_ns, now_ns, memory_order_relaxed);
    }
}

void recovery_put(struct recovery *recovery, size_t flow, uint64_t now_ns)
{
    struct recovery_flow *state = &recovery->flows[flow];
    uint32_t n_missed = atomic_load_explicit(&state->n_missed, memory_order_relaxed);

    if (atomic_exchange_explicit(&state->deleted_ns, 0, memory_order_relaxed) && n_missed) {
        histogram_record(&recovery->packets, n_missed);
        histogram_record(&recovery->slow_path_ns,
                         now_ns - atomic_load_explicit(&state->missed_ns, memory_order_relaxed));
    }
}

void recovery_swept(struct recovery *recovery, size_t flow, uint64_t now_ns)
{
    struct recovery_flow *state = &recovery->flows[flow];
    /* Pairs with recovery_deleted(): a miss counted before this deletion is not seen. */
    uint64_t deleted_ns = atomic_load_explicit(&state->deleted_ns, memory_order_acquire);

    if (!deleted_ns) {
        return;
    }
    histogram_record(&recovery->sweep_wait_ns, now_ns - deleted_ns);
    if (!atomic_load_explicit(&state->n_missed, memory_order_relaxed)) {
        /* Not under traffic. If the flow is there again by now, this is no longer about it. */
        atomic_compare_exchange_strong_explicit(&state->deleted_ns, &deleted_ns, 0,
                                                memory_order_relaxed, memory_order_relaxed);
    }
}
