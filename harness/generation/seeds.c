#include "generation/seeds.h"

#include "generation/compose.h"
#include "generation/seed_internal.h"

static const struct seed *const groups[] = {seeds_of_traffic, seeds_of_faults, seeds_of_threads};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

const struct seed *seed_at(size_t index)
{
    for (unsigned i = 0; i < N_GROUPS; i++) {
        for (const struct seed *seed = groups[i]; seed->name; seed++) {
            if (index-- == 0) {
                return seed;
            }
        }
    }
    return NULL;
}

size_t seed_count(void)
{
    size_t n = 0;

    while (seed_at(n)) {
        n++;
    }
    return n;
}

/* Main, with its flow installed, and the packet threads meet at this time. */
enum { MEETING_MS = 2000 };

void seed_install_and_meet(struct scenario *s, unsigned flow)
{
    compose_packets(s, flow, 1);
    compose_pause_ms(s, 1);
    compose_packets(s, flow, 3);
    compose_pause_ms(s, MEETING_MS - 1);
    compose_packet_threads_wait_ms(s, MEETING_MS);
}

bool seed_reached(const struct seed *seed, const struct scenario_result *result)
{
    if (result->outcome.violated) {
        return false;
    }
    for (unsigned i = 0; i < sizeof seed->reaches / sizeof seed->reaches[0]; i++) {
        if (seed->reaches[i] && scenario_counter(result, seed->reaches[i]) == 0) {
            return false;
        }
    }
    return true;
}

bool seed_build(const struct seed *seed, struct scenario *s)
{
    static struct scenario_result result;
    const struct scenario_options options = {0};

    seed->build(s);
    for (unsigned i = 0; i < SEED_ATTEMPTS; i++) {
        scenario_execute(s, &options, &result);
        if (seed_reached(seed, &result)) {
            return true;
        }
        if (s->strategy != STRATEGY_RANDOM) {
            return false;
        }
        s->seed++;
    }
    return false;
}
