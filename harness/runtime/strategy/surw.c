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
    surw->known = actor_set_of(ACTOR_MAIN) | actor_set_of(ACTOR_CALL_RCU);
    surw->unborn = 0;
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        surw->left[i] = surw->estimates[i];
        surw->unborn += actor_set_has(surw->known, i) ? 0 : surw->estimates[i];
    }
    surw->has_chosen = surw->is_doing = false;
}

static uint32_t weight(const struct strategy_surw *surw, unsigned actor)
{
    return surw->left[actor] + (actor == ACTOR_MAIN ? surw->unborn : 0);
}

/* Who does the next interesting operation. */
static unsigned draw(struct strategy_surw *surw, uint32_t runnable)
{
    uint32_t total = 0, ticket;
    unsigned actor = 0;

    for (uint32_t set = runnable; set; set &= set - 1) {
        total += weight(surw, (unsigned)__builtin_ctz(set));
    }
    if (total == 0) {
        return random_member(&surw->state, runnable); /* There was more to do than estimated. */
    }
    ticket = random_below(&surw->state, total);
    for (uint32_t set = runnable;; set &= set - 1) {
        actor = (unsigned)__builtin_ctz(set);
        if (ticket < weight(surw, actor)) {
            return actor;
        }
        ticket -= weight(surw, actor);
    }
}

/* What the running actor has done since we were last asked. */
static void account(struct strategy_surw *surw, const struct strategy_view *view)
{
    for (uint32_t set = view->runnable & ~surw->known; set; set &= set - 1) {
        surw->unborn -= surw->estimates[__builtin_ctz(set)];
    }
    surw->known |= view->runnable;
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
    uint32_t candidates = 0;

    account(surw, view);
    if (!surw->has_chosen || !actor_set_has(view->runnable, surw->chosen)) {
        surw->chosen = draw(surw, view->runnable);
        surw->has_chosen = true;
    }
    for (uint32_t set = view->runnable; set; set &= set - 1) {
        unsigned i = (unsigned)__builtin_ctz(set);

        candidates |= i == surw->chosen || !is_interesting(surw, i) ? actor_set_of(i) : 0;
    }
    if (view->reason != REASON_POINT || !actor_set_has(candidates, view->current) ||
        random_below(&surw->state, STAY) == 0) {
        choice.next = random_member(&surw->state, candidates);
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
    for (size_t i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        surw->estimates[i] = estimates && i < n ? estimates[i] : 0;
    }
}

void strategy_surw_init_object(struct strategy_surw *surw, uint64_t seed, uint64_t object,
                               const uint16_t *estimates, size_t n)
{
    strategy_surw_init(surw, seed, 0, estimates, n);
    surw->object = object;
}
