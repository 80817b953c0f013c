/*
 * What a test says to the explorer: the functions of ukeyfuzz.h.
 */
#include "program/world/test_says.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "program/world/ends.h"
#include "runtime/pthread_api.h"
#include "runtime/scheduler.h"

_Noreturn void program_check_failed(const char *condition, const char *file, unsigned line,
                                    const char *function)
{
    ends_assertion("uk_check", condition, file, line, function);
}

/* Two actors that do nothing but come first: who does is the strategy's choice, and so it is
 * recorded, replayed and minimized like any. No other actor runs meanwhile: the one that asks may be in
 * the middle of an atomic section. */
struct contest {
    bool decided, second_was_first;
};

static void be_first(void *contest)
{
    ((struct contest *)contest)->decided = true;
}

static void be_second(void *aux)
{
    struct contest *contest = aux;

    contest->second_was_first |= !contest->decided;
    contest->decided = true;
}

static struct actor_set hold_back_others(void)
{
    struct actor_set others = scheduler.ready;

    actor_set_remove(&others, scheduler.current);
    actor_set_clear(&scheduler.ready);
    actor_set_add(&scheduler.ready, scheduler.current);
    return others;
}

static bool choose_bit(void)
{
    struct contest contest = {false, false};
    const struct actor_set others = hold_back_others();
    unsigned first = actor_spawn("choice of 0", be_first, &contest);
    unsigned second = actor_spawn("choice of 1", be_second, &contest);

    actor_join(first);
    actor_join(second);
    actor_set_unite(&scheduler.ready, &scheduler.ready, &others);
    return contest.second_was_first;
}

void (*program_choice_observer)(bool is_made, unsigned n, unsigned value);

static void observe(bool is_made, unsigned n, unsigned value)
{
    if (program_choice_observer) {
        program_choice_observer(is_made, n, value);
    }
}

unsigned program_choose(unsigned n)
{
    unsigned n_bits = 0;
    uint64_t drawn = 0;

    observe(false, n, 0);
    while (UINT64_C(1) << n_bits < n) {
        drawn = drawn << 1 | choose_bit();
        n_bits++;
    }
    observe(true, n, (unsigned)(drawn * n >> n_bits));
    return (unsigned)(drawn * n >> n_bits);
}

void program_point(void)
{
    scheduler_point();
}

void program_name(const char *name)
{
    char kept[16];

    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = '\0';
    runtime_pthread_setname_np(runtime_pthread_self(), kept);
}

static void (*invariant)(void *);
static void *invariant_aux;

/* What it reads is no point, and no access that could race. */
static void check_invariant(void)
{
    scheduler.self->harness_depth++;
    invariant(invariant_aux);
    scheduler.self->harness_depth--;
}

void program_invariant(void (*function)(void *), void *aux)
{
    invariant = function;
    invariant_aux = aux;
    runtime_on_leave(function ? check_invariant : NULL);
}
