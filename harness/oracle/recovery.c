/*
 * LIM, as far as the limit itself is concerned: it falls after slow rounds only, and after a fast
 * one it recovers, if there are flows enough to be worth it (docs/specification.md#the-protocol has
 * the figures).
 *
 * A cache looks at the clock a little before it says that a round begins or ends. But time moves
 * only while nobody can run, or when somebody moves it at once; so if nobody has done the latter
 * since the round before, the cache has seen what we see. How many flows it believes in is known
 * from below: a ukey is counted before the cache says that it is VISIBLE, and as long as it does
 * not say that it is EVICTING or gone. (One that is adopted is counted afterwards, but before the
 * round ends, and it is not among the fewest that there were since the round began.)
 */

#include "oracle/beliefs.h"
#include "oracle/internal.h"

enum {
    SLOW_MS = 1300,  /* After a round that took no longer than this, the limit does not fall. */
    FAST_MS = 1000,  /* After a shorter one it grows, if there are flows to be admitted: ... */
    WORTH_MS = 1000, /* ... more than the limit could be handled in so long. */
};

static uint32_t limit;      /* As the round before has left it; 0: not known. */
static uint32_t n_advances; /* Up to then. */
static uint64_t begun_ms;
static unsigned n_ukeys, fewest; /* Now, and since the round began. */

void recovery_reset(void)
{
    limit = 0;
    n_advances = runtime_n_advances();
    begun_ms = model_now_ms();
    n_ukeys = fewest = 0;
}

static bool counts(enum cache_state state)
{
    return state >= STATE_VISIBLE && state < STATE_EVICTING;
}

void recovery_transition(enum cache_state from, enum cache_state to)
{
    n_ukeys += counts(to);
    n_ukeys -= counts(from);
    fewest = n_ukeys < fewest ? n_ukeys : fewest;
}

void recovery_round_begin(void)
{
    begun_ms = model_now_ms();
    fewest = n_ukeys;
}

static void check(uint32_t adjusted, uint64_t duration_ms)
{
    uint64_t worth = (uint64_t)fewest * WORTH_MS / (duration_ms ? duration_ms : 1);

    if (adjusted < limit && duration_ms <= SLOW_MS) {
        runtime_violation("LIM",
                          "%s lowers the flow limit from %u to %u after a round of %llu ms: "
                          "expected it to fall only after one of more than %u ms",
                          oracle_self(), limit, adjusted, (unsigned long long)duration_ms, SLOW_MS);
    }
    if (adjusted <= limit && limit < limit_configured() && duration_ms < FAST_MS && limit < worth) {
        runtime_violation("LIM",
                          "%s leaves the flow limit at %u after a round of %llu ms over %u flows: "
                          "expected it to recover, as %llu can be handled in %u ms; %u are allowed",
                          oracle_self(), limit, (unsigned long long)duration_ms, fewest,
                          (unsigned long long)worth, WORTH_MS, limit_configured());
    }
}

void recovery_adjusted(uint32_t adjusted)
{
    limit_check_value(adjusted);
    if (limit && n_advances == runtime_n_advances()) {
        check(adjusted, model_now_ms() - begun_ms);
    }
    limit = adjusted;
    n_advances = runtime_n_advances();
}

uint32_t recovery_limit(void)
{
    return limit;
}

unsigned recovery_fewest(void)
{
    return fewest;
}
