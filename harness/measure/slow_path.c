#include "measure/slow_path.h"

#include <stdlib.h>

struct slow_path_flow {
    _Atomic uint64_t deleted_ns; /* 0: it is there, was never there, or no packet came in time. */
    _Atomic uint64_t missed_ns;  /* The first miss since the last deletion. */
    _Atomic uint32_t n_missed;   /* Misses since then. */
};

struct slow_path *slow_path_create(size_t n_flows)
{
    struct slow_path *slow_path = calloc(1, sizeof *slow_path);

    if (slow_path) {
        slow_path->flows = calloc(n_flows, sizeof *slow_path->flows);
        slow_path->n_flows = n_flows;
    }
    if (slow_path && !slow_path->flows) {
        free(slow_path);
        return NULL;
    }
    return slow_path;
}

void slow_path_destroy(struct slow_path *slow_path)
{
    if (slow_path) {
        free(slow_path->flows);
        free(slow_path);
    }
}

void slow_path_deleted(struct slow_path *slow_path, size_t flow, uint64_t now_ns)
{
    struct slow_path_flow *state = &slow_path->flows[flow];

    atomic_store_explicit(&state->n_missed, 0, memory_order_relaxed);
    atomic_store_explicit(&state->deleted_ns, now_ns, memory_order_release);
}

void slow_path_missed(struct slow_path *slow_path, size_t flow, uint64_t now_ns)
{
    struct slow_path_flow *state = &slow_path->flows[flow];

    if (!atomic_fetch_add_explicit(&state->n_missed, 1, memory_order_relaxed)) {
        atomic_store_explicit(&state->missed_ns, now_ns, memory_order_relaxed);
    }
}

void slow_path_put(struct slow_path *slow_path, size_t flow, uint64_t now_ns)
{
    struct slow_path_flow *state = &slow_path->flows[flow];
    uint32_t n_missed = atomic_load_explicit(&state->n_missed, memory_order_relaxed);

    if (atomic_exchange_explicit(&state->deleted_ns, 0, memory_order_relaxed) && n_missed) {
        histogram_record(&slow_path->packets, n_missed);
        histogram_record(&slow_path->slow_path_ns,
                         now_ns - atomic_load_explicit(&state->missed_ns, memory_order_relaxed));
    }
}

void slow_path_swept(struct slow_path *slow_path, size_t flow, uint64_t now_ns)
{
    struct slow_path_flow *state = &slow_path->flows[flow];
    /* Pairs with slow_path_deleted(): a miss counted before this deletion is not seen. */
    uint64_t deleted_ns = atomic_load_explicit(&state->deleted_ns, memory_order_acquire);

    if (!deleted_ns) {
        return;
    }
    histogram_record(&slow_path->sweep_wait_ns, now_ns - deleted_ns);
    if (!atomic_load_explicit(&state->n_missed, memory_order_relaxed)) {
        /* Not under traffic. If the flow is there again by now, this is no longer about it. */
        atomic_compare_exchange_strong_explicit(&state->deleted_ns, &deleted_ns, 0,
                                                memory_order_relaxed, memory_order_relaxed);
    }
}
