#include "fair.h"

#include "actor_set.h"

enum {
    /* Turns in a row that are used up before time passes. */
    TURNS_PER_JUMP = RUNTIME_MAX_ACTORS,
    /* Who was refused, or has yielded, in so large a part of his points does nothing else. */
    HABIT_PART = 8,
};

void fair_begin(void)
{
    unsigned i;

    scheduler.fair = true;
    scheduler.asked_at_wakes = false;
    scheduler.n_turns = 0;
    for (struct actor_walk walk = actor_walk(&scheduler.used); actor_walk_on(&walk, &i);) {
        struct actor *a = &actors[i];

        a->fair_points = a->points;
        a->fair_refusals = a->trylock_failures;
        a->yields = 0;
    }
}

/* As if somebody had let it pass: those who run have not blocked, and see it move. */
static void pass_time(void)
{
    scheduler.n_turns = 0;
    if (!actor_set_is_empty(&scheduler.timed)) {
        scheduler.n_advances++;
        scheduler_jump_to_deadline();
    }
}

unsigned fair_choose(unsigned default_next, enum strategy_reason reason)
{
    if (reason == REASON_BLOCK || reason == REASON_END) {
        scheduler.n_turns = 0;
        return default_next;
    }
    if (++scheduler.n_turns >= TURNS_PER_JUMP) {
        pass_time();
    }
    return actor_set_next(&scheduler.ready, scheduler.current);
}

enum fair_habit fair_habit_of(const struct actor *a)
{
    uint32_t points = a->points - a->fair_points;
    uint32_t refusals = a->trylock_failures - a->fair_refusals;

    if (!scheduler.fair || points < HABIT_PART) {
        return FAIR_RUNS;
    }
    return refusals > points / HABIT_PART    ? FAIR_SPINS
           : a->yields > points / HABIT_PART ? FAIR_YIELDS
                                             : FAIR_RUNS;
}
