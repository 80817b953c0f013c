/*
 * Spinning: what a fair scheduler would end is no livelock, whatever the schedule was; and of what
 * is one it is said who spins on what, and who has it.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "runtime/test/check.h"

static pthread_mutex_t first, second;
static _Atomic bool done;

static void two_threads(void *(*a)(void *), void *(*b)(void *))
{
    pthread_t threads[2];

    pthread_mutex_init(&first, NULL);
    pthread_mutex_init(&second, NULL);
    done = false;
    pthread_create(&threads[0], NULL, a, NULL);
    pthread_create(&threads[1], NULL, b, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static void *spin(void *aux)
{
    while (pthread_mutex_trylock(&first)) {
    }
    pthread_mutex_unlock(&first);
    return NULL;
}

static void *hold_for_long(void *aux)
{
    pthread_mutex_lock(&first);
    for (unsigned i = 0; i < 20; i++) {
        pthread_mutex_lock(&second);
        pthread_mutex_unlock(&second);
    }
    pthread_mutex_unlock(&first);
    return NULL;
}

/* The spinner never gives way by itself. */
static void spins_on_one_who_can_run(void *aux)
{
    two_threads(hold_for_long, spin);
}

static void *wait_for_flag(void *aux)
{
    while (!done) {
        sched_yield();
    }
    return NULL;
}

static void *set_flag_later(void *aux)
{
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    done = true;
    return NULL;
}

/* As long as somebody runs, time stands still, elsewhere than in the world. */
static void yields_to_a_sleeper(void *aux)
{
    two_threads(wait_for_flag, set_flag_later);
}

static void *take_both(void *aux)
{
    pthread_mutex_lock(&first);
    while (pthread_mutex_trylock(&second)) {
    }
    return NULL;
}

static void *take_both_in_turn(void *aux)
{
    pthread_mutex_lock(&second);
    sched_yield();
    while (pthread_mutex_trylock(&first)) {
    }
    return NULL;
}

static void spins_on_one_who_spins(void *aux)
{
    two_threads(take_both_in_turn, take_both);
}

static void *wait_in_vain(void *aux)
{
    while (!done) {
        sched_yield();
    }
    return NULL;
}

static void yields_to_nobody(void *aux)
{
    two_threads(wait_in_vain, wait_in_vain);
}

/* A lock's holder is preempted just before it releases it. */
static struct runtime_outcome preempted_holder(uint32_t point)
{
    static struct strategy_replay replay;
    const struct preemption preempted = {.actor = 2, .point = point, .target = 3};

    strategy_replay_init(&replay, &preempted, 1);
    return execute(spins_on_one_who_can_run, &replay.strategy);
}

static void preempted_anywhere(void)
{
    for (uint32_t point = 2; point < 40; point++) {
        struct runtime_outcome outcome = preempted_holder(point);

        assert_clean("spins_on_one_who_can_run", outcome);
        CHECK(outcome.log_hash == preempted_holder(point).log_hash);
        CHECK(outcome.n_preemptions == 1);
    }
    CHECK(preempted_holder(10).n_points > step_budget); /* It was the continuation that ended it. */
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(preempted_anywhere),
        CLEAN(yields_to_a_sleeper),
        VIOLATION(spins_on_one_who_spins,
                  "PROG/livelock; main waits for the end of held by thread; thread-2 spins on "
                  "mutex 2 held by thread; thread-3 spins on mutex 1 held by thread"),
        VIOLATION(yields_to_nobody, "PROG/livelock; main waits for the end of held by thread; "
                                    "thread-2 yields; thread-3 yields"),
    };

    step_budget = 4000;
    return RUN_CASES(cases);
}
