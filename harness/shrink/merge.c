/*
 * Fewer actors by giving their work to main, and fewer sleeps by sleeping once.
 */
#include "shrink/passes.h"

static bool merge_thread(struct shrinker *sh, unsigned thread)
{
    static struct scenario candidate;
    static struct actor_map map;
    unsigned gone = ACTOR_CALL_RCU + 1 + thread;

    actor_map_identity(&map);
    map.to[gone] = ACTOR_MAIN;
    for (unsigned i = gone + 1; i < RUNTIME_MAX_ACTORS; i++) {
        map.to[i] = (uint8_t)(i - 1);
    }
    for (unsigned at = sh->best.main.n + 1U; at-- > 0;) {
        for (unsigned with_sleeps = 0; with_sleeps < 2; with_sleeps++) {
            candidate = sh->best;
            if (!edit_give_to_main(&candidate, thread, at, with_sleeps)) {
                return false;
            }
            if (shrink_try_carried(sh, &candidate, &map)) {
                return true;
            }
            candidate.n_preemptions = 0;
            if (shrink_try_places(sh, &candidate)) {
                return true;
            }
        }
    }
    return false;
}

/* The second of two sleeps with nothing in between is added to the first. */
static bool merge_sleeps(struct shrinker *sh)
{
    static struct scenario candidate;

    for (unsigned list = 0; list < OPERATION_LISTS; list++) {
        for (unsigned i = 0; i + 1 < operation_list(&sh->best, list)->n; i++) {
            candidate = sh->best;
            if (edit_join_sleeps(&candidate, list, i) && shrink_try_carried(sh, &candidate, NULL)) {
                return true;
            }
        }
    }
    return false;
}

bool shrink_merge(struct shrinker *sh)
{
    bool progress = merge_sleeps(sh);

    for (unsigned thread = 0; thread < sh->best.n_packet_threads; thread++) {
        progress |= merge_thread(sh, thread);
    }
    return progress;
}
