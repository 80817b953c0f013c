/*
 * `replay`: follows a list of preemptions.
 */
#include "runtime/actor_set.h"
#include "runtime/runtime.h"
#include "runtime/strategy.h"

/* The first entry that is not before (actor, point), in the sorted list. */
static size_t lower_bound(const struct strategy_replay *replay, unsigned actor, uint32_t point)
{
    size_t low = 0, high = replay->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct preemption *p = &replay->list[middle];

        if (p->actor < actor || (p->actor == actor && p->point < point)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How long `actor`, who has passed `point` points, may go on without us. */
static uint32_t quiet_after(const struct strategy_replay *replay, unsigned actor, uint32_t point)
{
    size_t i = lower_bound(replay, actor, point + 1);

    if (i == replay->n || replay->list[i].actor != actor) {
        return STRATEGY_QUIET_FOREVER;
    }
    return replay->list[i].point - point - 1;
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_replay *replay = (struct strategy_replay *)strategy;
    struct strategy_choice choice = {.next = view->default_next};

    for (size_t i = lower_bound(replay, view->current, view->point);
         i < replay->n && replay->list[i].actor == view->current &&
         replay->list[i].point == view->point;
         i++) {
        if (actor_set_has(view->runnable, replay->list[i].target)) {
            choice.next = replay->list[i].target;
            break;
        }
    }
    choice.quiet =
        quiet_after(replay, choice.next,
                    choice.next == view->current ? view->point : actor_points(choice.next));
    return choice;
}

static bool is_before(const struct preemption *a, const struct preemption *b)
{
    return a->actor < b->actor || (a->actor == b->actor && a->point < b->point);
}

/* Merges two sorted neighbours in `from`; of two equal ones the earlier stays so. */
static void merge(struct preemption *to, const struct preemption *from, size_t middle, size_t n)
{
    size_t left = 0, right = middle;

    for (size_t i = 0; i < n; i++) {
        bool take_right = left == middle || (right < n && is_before(&from[right], &from[left]));

        to[i] = from[take_right ? right++ : left++];
    }
}

static void sort(struct preemption *list, size_t n)
{
    static struct preemption copy[PREEMPTIONS_MAX];
    struct preemption *from = list, *to = copy;

    for (size_t run = 1; run < n; run *= 2) {
        struct preemption *merged = to;

        for (size_t at = 0; at < n; at += 2 * run) {
            size_t rest = n - at;

            merge(&to[at], &from[at], rest < run ? rest : run, rest < 2 * run ? rest : 2 * run);
        }
        to = from;
        from = merged;
    }
    for (size_t i = 0; from != list && i < n; i++) {
        list[i] = from[i];
    }
}

void strategy_replay_init_sorted(struct strategy_replay *replay, const struct preemption *list,
                                 size_t n)
{
    replay->strategy.name = "replay";
    replay->strategy.asked_at_wakes = false;
    replay->strategy.begin = NULL;
    replay->strategy.choose = choose;
    replay->list = list;
    replay->n = n;
}

void strategy_replay_init(struct strategy_replay *replay, const struct preemption *list, size_t n)
{
    n = n < PREEMPTIONS_MAX ? n : PREEMPTIONS_MAX;
    for (size_t i = 0; i < n; i++) {
        /* An entry for an actor that cannot exist is harmless, for nobody ever reaches it. */
        replay->own[i] = list[i];
        if ((unsigned)list[i].target >= RUNTIME_MAX_ACTORS) {
            replay->own[i].target = list[i].actor;
        }
    }
    /* Stable: of two entries for the same point, the earlier one is tried first. */
    sort(replay->own, n);
    strategy_replay_init_sorted(replay, replay->own, n);
}
