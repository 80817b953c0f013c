#include "limit.h"

enum { LIMIT_INITIAL = 10000, LIMIT_FLOOR = 1000, LIMIT_STEP = 1000 };

void flow_limit_init(struct flow_limit *limit, uint32_t configured)
{
    limit->configured = configured;
    atomic_init(&limit->limit, configured < LIMIT_INITIAL ? configured : LIMIT_INITIAL);
    atomic_init(&limit->n_ukeys, 0);
    atomic_init(&limit->n_evicting, 0);
    atomic_init(&limit->n_foreign, 0);
}

void flow_limit_note_transition(struct flow_limit *limit, enum ukey_state from, enum ukey_state to)
{
    if (to == UKEY_EVICTING) {
        atomic_fetch_add(&limit->n_evicting, 1);
    }
    if (from == UKEY_EVICTING) {
        atomic_fetch_sub(&limit->n_evicting, 1);
    }
    if (to == UKEY_EVICTED) {
        atomic_fetch_sub(&limit->n_ukeys, 1);
    }
}

static bool admits(const struct flow_limit *limit, uint64_t n_ukeys)
{
    return n_ukeys + atomic_load(&limit->n_foreign) < atomic_load(&limit->limit);
}

bool flow_limit_admits(struct flow_limit *limit, const struct datapath *datapath)
{
    if (admits(limit, atomic_load(&limit->n_ukeys))) {
        return true;
    }
    if (!atomic_load(&limit->n_foreign)) {
        return false;
    }
    flow_limit_estimate_foreign(limit, datapath);
    return admits(limit, atomic_load(&limit->n_ukeys));
}

bool flow_limit_reserve(struct flow_limit *limit)
{
    uint64_t n_ukeys = atomic_load(&limit->n_ukeys);

    do {
        if (!admits(limit, n_ukeys)) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&limit->n_ukeys, &n_ukeys, n_ukeys + 1));
    return true;
}

void flow_limit_adopt(struct flow_limit *limit)
{
    uint64_t n_foreign = atomic_load(&limit->n_foreign);

    atomic_fetch_add(&limit->n_ukeys, 1);
    while (n_foreign &&
           !atomic_compare_exchange_weak(&limit->n_foreign, &n_foreign, n_foreign - 1)) {
        continue;
    }
}

uint64_t flow_limit_n_flows(const struct flow_limit *limit)
{
    uint64_t n_evicting = atomic_load(&limit->n_evicting);
    uint64_t n_ukeys = atomic_load(&limit->n_ukeys);

    return (n_ukeys > n_evicting ? n_ukeys - n_evicting : 0) + atomic_load(&limit->n_foreign);
}

void flow_limit_estimate_foreign(struct flow_limit *limit, const struct datapath *datapath)
{
    uint64_t before = atomic_load(&limit->n_ukeys);
    uint64_t n_flows = datapath->n_flows(datapath->aux);
    uint64_t after = atomic_load(&limit->n_ukeys);
    uint64_t n_ukeys = before > after ? before : after;

    /* A ukey may have no flow yet, or no longer, so this errs on the side of too few. */
    atomic_store(&limit->n_foreign, n_flows > n_ukeys ? n_flows - n_ukeys : 0);
}

void flow_limit_adjust(struct flow_limit *limit, uint64_t duration_ms, struct coverage *coverage)
{
    uint64_t n_flows = flow_limit_n_flows(limit);
    uint64_t old = atomic_load(&limit->limit);
    uint64_t value = old;

    if (!duration_ms) {
        duration_ms = 1;
    }
    if (duration_ms > 2000) {
        value /= duration_ms / 1000;
        coverage_inc(coverage, COVERAGE_upcall_flow_limit_scaled);
    } else if (duration_ms > 1300) {
        value = value * 3 / 4;
        coverage_inc(coverage, COVERAGE_upcall_flow_limit_reduced);
    } else if (duration_ms < 1000 && value < n_flows * 1000 / duration_ms) {
        value += LIMIT_STEP;
        coverage_inc(coverage, COVERAGE_upcall_flow_limit_grew);
    }
    if (value < LIMIT_FLOOR) {
        value = LIMIT_FLOOR;
    }
    if (value > limit->configured) {
        value = limit->configured;
    }
    if (value != old) {
        atomic_store(&limit->limit, (uint32_t)value);
    }
}
