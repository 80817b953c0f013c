/*
 * Fewer actors and flows, and a configuration nearer to that of the empty input.
 */
#include "shrink/passes.h"

/* Tries the best scenario without actor `gone`; `successor`, as numbered before, takes over its
 * preemptions. */
static bool try_without_actor(struct shrinker *sh, const struct scenario *candidate, unsigned gone,
                              unsigned successor)
{
    struct actor_map map;

    actor_map_identity(&map);
    map.to[gone] = (uint8_t)successor;
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        map.to[i] = map.to[i] > gone ? (uint8_t)(map.to[i] - 1) : map.to[i];
    }
    return shrink_try_carried(sh, candidate, &map);
}

static bool remove_packet_threads(struct shrinker *sh)
{
    static struct scenario candidate;
    bool progress = false;

    for (unsigned i = sh->best.n_packet_threads; i-- > 0;) {
        candidate = sh->best;
        edit_remove_packet_thread(&candidate, i);
        progress |= try_without_actor(sh, &candidate, ACTOR_CALL_RCU + 1 + i, ACTOR_MAIN);
    }
    return progress;
}

/* Removes handlers, or revalidators, the first of which is actor `first`. */
static bool remove_alike(struct shrinker *sh, bool handlers, unsigned first)
{
    static struct scenario candidate;
    bool progress = false;

    for (unsigned i = handlers ? sh->best.n_handlers : sh->best.n_revalidators; i-- > 0;) {
        uint8_t *n = handlers ? &candidate.n_handlers : &candidate.n_revalidators;

        candidate = sh->best;
        if (*n > 1) {
            --*n;
            progress |= try_without_actor(sh, &candidate, first + i, i ? first + i - 1 : first + 1);
        }
    }
    return progress;
}

static bool remove_flows(struct shrinker *sh)
{
    static struct scenario candidate;
    bool progress = false;

    for (unsigned flow = sh->best.n_flows; flow-- > 0 && sh->best.n_flows > 1;) {
        candidate = sh->best;
        edit_remove_flow(&candidate, flow);
        progress |= shrink_try_carried(sh, &candidate, NULL);
    }
    return progress;
}

/* By halves: the flows are alike. */
static bool remove_more_flows(struct shrinker *sh)
{
    static struct scenario candidate;
    bool progress = false;

    for (unsigned n = sh->best.more_flows; n > 0; n /= 2) {
        candidate = sh->best;
        candidate.more_flows = (uint8_t)(sh->best.more_flows - n);
        progress |= n <= sh->best.more_flows && shrink_try_carried(sh, &candidate, NULL);
    }
    return progress;
}

/* Gives one setting its default. `MEMBER` names it. */
#define TRY_DEFAULT(MEMBER)                                       \
    do {                                                          \
        if (sh->best.MEMBER != defaults.MEMBER) {                 \
            candidate = sh->best;                                 \
            candidate.MEMBER = defaults.MEMBER;                   \
            progress |= shrink_try_carried(sh, &candidate, NULL); \
        }                                                         \
    } while (0)

static bool try_defaults(struct shrinker *sh)
{
    static struct scenario candidate, defaults;
    bool progress = false;

    scenario_init(&defaults);
    TRY_DEFAULT(packet_datapath);
    TRY_DEFAULT(n_umaps);
    TRY_DEFAULT(dump_batch);
    TRY_DEFAULT(full_dump);
    TRY_DEFAULT(revalidate_always);
    TRY_DEFAULT(leave_flows);
    TRY_DEFAULT(flow_limit);
    TRY_DEFAULT(min_revalidate_pps);
    TRY_DEFAULT(max_idle_ms);
    TRY_DEFAULT(max_revalidator_ms);
    TRY_DEFAULT(start);
    TRY_DEFAULT(upcall_batch);
    TRY_DEFAULT(revalidate_batch);
    TRY_DEFAULT(identities_collide);
    TRY_DEFAULT(n_lives);
    TRY_DEFAULT(counters);
    TRY_DEFAULT(create_fails);
    TRY_DEFAULT(queue_capacity);
    TRY_DEFAULT(umaps_grow);
    TRY_DEFAULT(destroy_running);
    TRY_DEFAULT(other_errors);
    if (sh->best.strategy == STRATEGY_REPLAY) {
        TRY_DEFAULT(seed);
    }
    return progress;
}

bool shrink_world(struct shrinker *sh)
{
    bool progress = remove_packet_threads(sh);
    unsigned first = ACTOR_CALL_RCU + 1U + sh->best.n_packet_threads;

    progress |= remove_alike(sh, false, first);
    progress |= remove_alike(sh, true, first + sh->best.n_revalidators);
    progress |= remove_more_flows(sh);
    progress |= remove_flows(sh);
    return try_defaults(sh) || progress;
}
