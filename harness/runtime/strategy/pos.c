/*
 * `pos`: partial order sampling. X. Yuan, J. Yang, R. Gu: Partial Order Aware Concurrency Sampling,
 * CAV 2018.
 *
 * Every operation that an actor is about to do has a random priority of its own, and the highest is
 * done. When one is done, all others that conflict with it draw again, as what they will do is no
 * longer the same. So conflicting operations are ordered by fair coins, and however many steps an
 * actor makes that concern nobody, it is not the less likely to be first where it matters; a
 * random walk, which tosses at each step, seldom lets the longer way win.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"
#include "support/random.h"

static void begin(struct strategy *strategy)
{
    struct strategy_pos *pos = (struct strategy_pos *)strategy;

    pos->state.state = pos->seed;
    actor_set_clear(&pos->known);
    pos->done = PENDING_NOTHING;
}

static void draw(struct strategy_pos *pos, unsigned actor)
{
    pos->priority[actor] = random_next(&pos->state);
}

static unsigned highest(const struct strategy_pos *pos, const struct actor_set *runnable)
{
    struct actor_walk walk = actor_walk(runnable);
    unsigned best = 0, i;

    actor_walk_on(&walk, &best);
    while (actor_walk_on(&walk, &i)) {
        best = pos->priority[i] > pos->priority[best] ? i : best;
    }
    return best;
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_pos *pos = (struct strategy_pos *)strategy;
    struct actor_set others;
    struct strategy_choice choice;
    unsigned i;

    /* Blocked ones too: once woken, they compete with what they have drawn. */
    actor_set_unite(&others, &pos->known, view->runnable);
    actor_set_remove(&others, view->current);
    for (struct actor_walk walk = actor_walk(&others); actor_walk_on(&walk, &i);) {
        if (!actor_set_has(&pos->known, i) || pending_conflict(pos->done, actor_pending(i))) {
            draw(pos, i);
        }
    }
    draw(pos, view->current);
    actor_set_unite(&pos->known, &pos->known, view->runnable);
    choice.next = highest(pos, view->runnable);
    choice.quiet = 0;
    pos->done = actor_pending(choice.next);
    return choice;
}

void strategy_pos_init(struct strategy_pos *pos, uint64_t seed)
{
    pos->strategy.name = "pos";
    pos->strategy.asked_at_wakes = false; /* It is asked everywhere. */
    pos->strategy.begin = begin;
    pos->strategy.choose = choose;
    pos->seed = seed;
}
