/*
 * LIM, as far as the limit itself is concerned: it stays within its bounds, it falls after slow
 * rounds and no others, and after a fast one it recovers, if there are flows enough to be worth it
 * (docs/specification.md#the-protocol has the figures).
 */
#include "oracle/belief/limit/flow_limit.h"

enum {
    SLOW_MS = 1300,  /* After a round that took no longer than this, the limit does not fall. */
    LONG_MS = 2000,  /* After one that took longer than this, it is divided by the seconds. */
    FAST_MS = 1000,  /* After a shorter one it grows, if there are flows to be admitted: ... */
    WORTH_MS = 1000, /* ... more than the limit could be handled in so long. */
};

static bool check_bounds(uint32_t limit)
{
    if (limit < flow_limit_lowest() || limit > flow_limit_configured()) {
        violation("LIM/out-of-bounds", ABOUT(.by_anybody = true),
                  "the flow limit is %u: expected %u to %u", limit, flow_limit_lowest(),
                  flow_limit_configured());
        return false;
    }
    return true;
}

static void check_change(uint32_t to, uint64_t duration_ms)
{
    uint32_t from = flow_limit_last();
    uint64_t worth = (uint64_t)flow_limit_fewest() * WORTH_MS / (duration_ms ? duration_ms : 1);

    if (to < from && duration_ms <= SLOW_MS) {
        violation("LIM/lowered-after-a-fast-round", ABOUT_NOTHING,
                  "%s lowers the flow limit from %u to %u after a round of %llu ms: expected it to "
                  "fall only after one of more than %u ms",
                  self_name(), from, to, (unsigned long long)duration_ms, SLOW_MS);
    } else if (to <= from && from < flow_limit_configured() && duration_ms < FAST_MS &&
               from < worth) {
        violation("LIM/does-not-recover", ABOUT_NOTHING,
                  "%s leaves the flow limit at %u after a round of %llu ms over %u flows: expected "
                  "it to recover, as %llu can be handled in %u ms; %u are allowed",
                  self_name(), from, (unsigned long long)duration_ms, flow_limit_fewest(),
                  (unsigned long long)worth, WORTH_MS, flow_limit_configured());
    }
}

/* As high as the limit may be after a round that took so long. */
static uint64_t most_after(uint32_t from, uint64_t duration_ms)
{
    uint64_t most = duration_ms > LONG_MS ? from / (duration_ms / 1000) : (uint64_t)from * 3 / 4;

    return most < flow_limit_lowest() ? flow_limit_lowest() : most;
}

static void check_fall(uint32_t to)
{
    uint32_t from = flow_limit_last();
    uint64_t least_ms = flow_limit_round_least_ms();

    if (least_ms > SLOW_MS && to > most_after(from, least_ms)) {
        violation("LIM/not-lowered-after-a-slow-round", ABOUT_NOTHING,
                  "%s takes the flow limit from %u to %u after a round of %llu ms at least: "
                  "expected %llu at most",
                  self_name(), from, to, (unsigned long long)least_ms,
                  (unsigned long long)most_after(from, least_ms));
    }
}

static void before(const struct observation *o)
{
    uint64_t duration_ms;

    if (!check_bounds(o->limit) || !flow_limit_last()) {
        return;
    }
    if (flow_limit_round_ms(&duration_ms)) {
        check_change(o->limit, duration_ms);
    }
    if (!context_found.any) {
        check_fall(o->limit);
    }
}

static void after(const struct observation *o)
{
    check_bounds(o->limit);
}

const struct check check_limit_value = {
    .wants_before = OBS(LIMIT_ADJUSTED),
    .wants_after = OBS(QUIESCENT),
    .before = before,
    .after = after,
};
