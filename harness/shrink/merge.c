/*
 * Fewer actors by giving their work to main, and fewer sleeps by sleeping once.
 */
#include "shrink/internal.h"

#include <string.h>

static void insert(struct operations *operations, unsigned at, const struct operation *op)
{
    memmove(&operations->list[at + 1], &operations->list[at],
            (operations->n - at) * sizeof operations->list[0]);
    operations->list[at] = *op;
    operations->n++;
}

/* Main does what packet thread `thread` does, before its own operation `at`, with or without the
 * sleeps, which were there to do it in time. */
static bool give_to_main(struct scenario *s, unsigned thread, unsigned at, bool with_sleeps)
{
    struct operations *gone = &s->packet[thread];

    for (unsigned i = 0; i < gone->n; i++) {
        if (s->main.n == SCENARIO_MAX_MAIN_OPERATIONS) {
            return false;
        }
        if (with_sleeps || gone->list[i].kind != OP_WAIT) {
            insert(&s->main, at++, &gone->list[i]);
        }
    }
    for (unsigned i = thread + 1; i < s->n_packet_threads; i++) {
        s->packet[i - 1] = s->packet[i];
    }
    s->packet[--s->n_packet_threads].n = 0;
    return true;
}

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
            if (!give_to_main(&candidate, thread, at, with_sleeps)) {
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
            struct operation *op = &operation_list(&candidate, list)->list[i];
            unsigned ms;

            candidate = sh->best;
            ms = operation_ms(&op[0]) + operation_ms(&op[1]);
            if (op[0].kind == op[1].kind && (op[0].kind == OP_WAIT || op[0].kind == OP_ADVANCE) &&
                ms <= UINT16_MAX) {
                op[0].a = (uint8_t)ms;
                op[0].b = (uint8_t)(ms >> 8);
                operations_remove(&candidate, list, i + 1, 1);
                if (shrink_try_carried(sh, &candidate, NULL)) {
                    return true;
                }
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
