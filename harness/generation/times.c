#include "generation/times.h"

/* What a setting is if a scenario does not say (docs/specification.md). */
enum { DEFAULT_IDLE_MS = 10000, DEFAULT_ROUND_MS = 500, DEFAULT_MIN_PPS = 5 };
enum { SECOND_MS = 1000, LONGEST_ANY_MS = 12000 };

/* Times that no scenario can set: the least between two rounds, the most that a flow may be idle where
 * there are too many, what a round may take until the limit no longer grows, falls, and falls faster (which
 * is also how late the counters of offloaded flows are), and two that are longer than all others. */
static const uint16_t fixed_ms[] = {5, 100, 1000, 1300, 2000, 20000, 60000};
enum { FIXED = sizeof fixed_ms / sizeof fixed_ms[0] };

/* The settings; where rounds take half as long as they may, slow flows are no longer revalidated. */
enum { MAX_IDLE = FIXED, MAX_ROUND, HALF_ROUND, SLOW_FLOW, LIMITS };

static unsigned limit_ms(const struct scenario *s, unsigned which)
{
    unsigned min_pps = s->min_revalidate_pps ? s->min_revalidate_pps : DEFAULT_MIN_PPS;
    unsigned round_ms = s->max_revalidator_ms ? s->max_revalidator_ms : DEFAULT_ROUND_MS;

    switch (which) {
    case MAX_IDLE:
        return s->max_idle_ms ? s->max_idle_ms : DEFAULT_IDLE_MS;
    case MAX_ROUND:
        return round_ms;
    case HALF_ROUND:
        return round_ms / 2;
    case SLOW_FLOW:
        return SECOND_MS / min_pps;
    default:
        return fixed_ms[which];
    }
}

unsigned times_beside_a_limit(const struct scenario *s, struct random *random)
{
    unsigned ms = limit_ms(s, random_below(random, LIMITS)) + random_below(random, 3);

    ms = ms ? ms - 1 : 0;
    return ms < UINT16_MAX ? ms : UINT16_MAX;
}

unsigned times_any(const struct scenario *s, struct random *random)
{
    switch (random_below(random, 8)) {
    case 0:
    case 1:
        return random_below(random, LONGEST_ANY_MS);
    case 2:
        return random_below(random, 4);
    default:
        return times_beside_a_limit(s, random);
    }
}
