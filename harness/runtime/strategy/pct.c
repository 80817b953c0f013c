/*
 * `pct`: probabilistic concurrency testing. S. Burckhardt, P. Kothari, M. Musuvathi, S.
 * Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010.
 *
 * A bug of depth d is one that needs d orderings between points of different actors. With n actors
 * and k points, an execution meets it with probability 1/(n k^(d-1)) at least: the right actor is
 * the last of all with probability 1/n, and each of the d - 1 changes of priority hits its point
 * with probability 1/k.
 *
 * An actor that yields asks for others to run first, and would get its turn for ever if its
 * priority were the highest: it becomes the lowest of all. And an execution that is much longer
 * than estimated may be one in which somebody waits, without blocking, for one who never gets his
 * turn: from there on all take turns, so that only a program that is stuck by itself is called so.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"
#include "support/random.h"

enum {
    LONG = 8,  /* An execution is much longer than estimated when it is so many times as long. */
    TURN = 64, /* Points of each turn from there on. */
};

/* Greater than what an actor gets at a change. */
static int64_t draw_priority(struct strategy_pct *pct)
{
    return (int64_t)(UINT64_C(1) << 62 | random_next(&pct->state) >> 2);
}

static void begin(struct strategy *strategy)
{
    struct strategy_pct *pct = (struct strategy_pct *)strategy;

    pct->state.state = pct->seed;
    actor_set_clear(&pct->known);
    pct->lowest = 0;
    pct->next_turn = pct->length < UINT32_MAX / LONG ? pct->length * LONG : UINT32_MAX;
    for (uint32_t i = 0; i + 1 < pct->depth; i++) {
        pct->changes[i] = 1 + random_below(&pct->state, pct->length);
    }
}

/* The actor has made the step of which one or the other change has been waiting. The changes have
 * been drawn in no order, so the later of two may give the higher or the lower priority. */
static void change(struct strategy_pct *pct, const struct strategy_view *view)
{
    for (uint32_t i = 0; i + 1 < pct->depth; i++) {
        if (pct->changes[i] != 0 && pct->changes[i] <= view->sequence) {
            pct->changes[i] = 0;
            pct->priority[view->current] = (int64_t)i + 1;
        }
    }
    if (pct->next_turn <= view->sequence) {
        pct->next_turn = view->sequence + TURN;
        pct->priority[view->current] = --pct->lowest;
    }
}

static unsigned highest(const struct strategy_pct *pct, const struct actor_set *runnable)
{
    struct actor_walk walk = actor_walk(runnable);
    unsigned best = 0, i;

    actor_walk_on(&walk, &best);
    while (actor_walk_on(&walk, &i)) {
        best = pct->priority[i] > pct->priority[best] ? i : best;
    }
    return best;
}

/* Until the next change or turn. */
static uint32_t quiet_after(const struct strategy_pct *pct, uint32_t sequence)
{
    uint32_t quiet = pct->next_turn - sequence - 1;

    for (uint32_t i = 0; i + 1 < pct->depth; i++) {
        if (pct->changes[i] != 0 && pct->changes[i] - sequence - 1 < quiet) {
            quiet = pct->changes[i] - sequence - 1;
        }
    }
    return quiet;
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_pct *pct = (struct strategy_pct *)strategy;
    struct strategy_choice choice;
    struct actor_set unknown;
    unsigned i;

    actor_set_subtract(&unknown, view->runnable, &pct->known);
    for (struct actor_walk walk = actor_walk(&unknown); actor_walk_on(&walk, &i);) {
        pct->priority[i] = draw_priority(pct);
    }
    actor_set_unite(&pct->known, &pct->known, view->runnable);
    change(pct, view);
    if (view->reason == REASON_YIELD) {
        pct->priority[view->current] = --pct->lowest;
    } else if (view->reason == REASON_END) {
        actor_set_remove(&pct->known, view->current);
    }
    choice.next = highest(pct, view->runnable);
    choice.quiet = quiet_after(pct, view->sequence);
    return choice;
}

void strategy_pct_init(struct strategy_pct *pct, uint64_t seed, uint32_t depth, uint32_t length)
{
    pct->strategy.name = "pct";
    pct->strategy.asked_at_wakes = true;
    pct->strategy.begin = begin;
    pct->strategy.choose = choose;
    pct->seed = seed;
    pct->depth = depth < 1 ? 1 : depth > PCT_DEPTH_MAX ? PCT_DEPTH_MAX : depth;
    pct->length = length ? length : 1;
}
