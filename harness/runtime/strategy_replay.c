/*
 * `replay`: follows a list of preemptions.
 */
#include "runtime.h"
#include "strategy.h"

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
        if (view->runnable >> replay->list[i].target & 1) {
            choice.next = replay->list[i].target;
            break;
        }
    }
    choice.quiet =
        quiet_after(replay, choice.next,
                    choice.next == view->current ? view->point : actor_points(choice.next));
    return choice;
}

void strategy_replay_init(struct strategy_replay *replay, const struct preemption *list, size_t n)
{
    replay->strategy.name = "replay";
    replay->strategy.asked_at_wakes = false;
    replay->strategy.begin = NULL;
    replay->strategy.choose = choose;
    replay->n = 0;
    for (size_t i = 0; i < n && i < PREEMPTIONS_MAX; i++) {
        const struct preemption *p = &list[i];
        size_t at = replay->n++;

        /* Stable: of two entries for the same point, the earlier one is tried first. An entry for
         * an actor that cannot exist is harmless, for nobody ever reaches it. */
        while (at > 0 &&
               (replay->list[at - 1].actor > p->actor || (replay->list[at - 1].actor == p->actor &&
                                                          replay->list[at - 1].point > p->point))) {
            replay->list[at] = replay->list[at - 1];
            at--;
        }
        replay->list[at] = *p;
        if (p->target >= RUNTIME_MAX_ACTORS) {
            replay->list[at].target = p->actor;
        }
    }
}
