/*
 * `surw`: selectively uniform random walk. H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury:
 * Selectively Uniform Concurrency Testing, ASPLOS 2025.
 *
 * Of all interleavings of some interesting operations, each is as likely as any other, if the
 * estimates are right of how many of them each actor will do: an actor with n of them left is the
 * one to do the next with probability n / (all that are left), for so many of the interleavings
 * begin with its operation. The others wait before their interesting operations until it has been
 * done; what is not interesting goes on meanwhile. Actors who do not exist yet count with main, who
 * makes them in most programs.
 *
 * The order of what is not interesting may be any. Here an actor goes on with it until a coin of
 * one in STAY says otherwise, which saves switches and shortens the recorded list.
 */
#include "runtime/actor_set.h"
#include "runtime/strategy.h"
#include "support/random.h"

enum { STAY = 16 };

static bool is_interesting(const struct strategy_surw *surw, unsigned actor)
{
    if (surw->object) {
        return pending_object(actor_pending(actor)) == surw->object;
    }
    return surw->interest >> pending_class_of(actor_pending(actor)) & 1;
}

static void begin(struct strategy *strategy)
{
    struct strategy_surw *surw = (struct strategy_surw *)strategy;

    surw->state.state = surw->seed;
    actor_set_clear(&surw->known);
    actor_set_add(&surw->known, ACTOR_MAIN);
    actor_set_add(&surw->known, ACTOR_CALL_RCU);
    surw->unborn = 0;
    for (unsigned i = 0; i < surw->n; i++) {
        surw->left[i] = surw->estimates[i];
        surw->unborn += actor_set_has(&surw->known, i) ? 0 : surw->estimates[i];
    }
    surw->has_chosen = surw->is_doing = false;
}

static uint32_t weight(const struct strategy_surw *surw, unsigned actor)
{
    return surw->left[actor] + (actor == ACTOR_MAIN ? surw->unborn : 0);
}

/* Who does the next interesting operation. */
static unsigned draw(struct strategy_surw *surw, const struct actor_set *runnable)
{
    uint32_t total = 0, ticket;
    unsigned actor = 0;

    for (struct actor_walk walk = actor_walk(runnable); actor_walk_on(&walk, &actor);) {
        total += weight(surw, actor);
    }
    if (total == 0) {
        return actor_set_draw(runnable, &surw->state); /* There was more to do than estimated. */
    }
    ticket = random_below(&surw->state, total);
    for (struct actor_walk walk = actor_walk(runnable);
         actor_walk_on(&walk, &actor) && ticket >= weight(surw, actor);) {
        ticket -= weight(surw, actor);
    }
    return actor;
}

/* What the running actor has done since we were last asked. */
static void account(struct strategy_surw *surw, const struct strategy_view *view)
{
    struct actor_set unknown;
    unsigned i;

    actor_set_subtract(&unknown, view->runnable, &surw->known);
    for (struct actor_walk walk = actor_walk(&unknown); actor_walk_on(&walk, &i);) {
        surw->unborn -= surw->estimates[i];
    }
    actor_set_unite(&surw->known, &surw->known, view->runnable);
    if (surw->is_doing) {
        surw->has_chosen = false;
        if (view->reason != REASON_BLOCK && surw->left[view->current] > 0) {
            surw->left[view->current]--;
        }
    }
}

static struct strategy_choice choose(struct strategy *strategy, const struct strategy_view *view)
{
    struct strategy_surw *surw = (struct strategy_surw *)strategy;
    struct strategy_choice choice = {.next = view->current, .quiet = 0};
    struct actor_set candidates = {{0}};
    unsigned i;

    account(surw, view);
    if (!surw->has_chosen || !actor_set_has(view->runnable, surw->chosen)) {
        surw->chosen = draw(surw, view->runnable);
        surw->has_chosen = true;
    }
    for (struct actor_walk walk = actor_walk(view->runnable); actor_walk_on(&walk, &i);) {
        if (i == surw->chosen || !is_interesting(surw, i)) {
            actor_set_add(&candidates, i);
        }
    }
    if (view->reason != REASON_POINT || !actor_set_has(&candidates, view->current) ||
        random_below(&surw->state, STAY) == 0) {
        choice.next = actor_set_draw(&candidates, &surw->state);
    }
    surw->is_doing = is_interesting(surw, choice.next);
    return choice;
}

void strategy_surw_init(struct strategy_surw *surw, uint64_t seed, uint32_t interest,
                        const uint16_t *estimates, size_t n)
{
    surw->strategy.name = "surw";
    surw->strategy.asked_at_wakes = false; /* It is asked everywhere. */
    surw->strategy.begin = begin;
    surw->strategy.choose = choose;
    surw->seed = seed;
    surw->interest = interest ? interest : UINT32_MAX;
    surw->object = 0;
    surw->n = estimates ? (unsigned)n : 0;
    for (size_t i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        surw->estimates[i] = i < surw->n ? estimates[i] : 0;
        surw->left[i] = 0;
    }
}

void strategy_surw_init_object(struct strategy_surw *surw, uint64_t seed, uint64_t object,
                               const uint16_t *estimates, size_t n)
{
    strategy_surw_init(surw, seed, 0, estimates, n);
    surw->object = object;
}
