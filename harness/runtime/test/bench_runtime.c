/*
 * What the runtime costs. Not a test: run it on a quiet machine and compare the table with the
 * design's figures. Times are real ones; nothing here is compiled for the runtime but the programs'
 * calls, which name it directly.
 */
#include <time.h>

#include "check.h"
#include "runtime/pthread_api.h"

enum { POINTS = 1000000, THREADS = 3, LOCKS = 10 };

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void pass_points(void *unused)
{
    for (unsigned i = 0; i < POINTS; i++) {
        sched_point(EVENT_CLIENT, i);
    }
}

static void yield_all(void *unused)
{
    for (unsigned i = 0; i < POINTS / 2; i++) {
        runtime_sched_yield();
    }
}

static void yield_in_two(void *unused)
{
    unsigned other = actor_spawn("other", yield_all, NULL);

    yield_all(NULL);
    actor_join(other);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *lock_and_unlock(void *unused)
{
    for (unsigned i = 0; i < LOCKS; i++) {
        runtime_pthread_mutex_lock(&mutex);
        runtime_pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void contend(void *unused)
{
    pthread_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        runtime_pthread_create(&threads[i], NULL, lock_and_unlock, NULL);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        runtime_pthread_join(threads[i], NULL);
    }
}

/* The best of several runs of `n` executions, per execution. */
static double best(program *body, struct strategy *strategy, unsigned n)
{
    double least = 1e9;

    for (unsigned run = 0; run < 7; run++) {
        double start = seconds(), took;

        for (unsigned i = 0; i < n; i++) {
            assert_clean("bench", execute(body, strategy));
        }
        took = (seconds() - start) / n;
        least = took < least ? took : least;
    }
    return least;
}

/* Three threads under a strategy: how many executions a second, and what a point costs. */
static void measure(const char *name, struct strategy *strategy)
{
    struct runtime_outcome outcome = execute(contend, strategy);
    double per_execution = best(contend, strategy, 5000);
    char what[64];

    snprintf(what, sizeof what, "3 threads x 10 lock+unlock, %s", name);
    printf("%-44s %8.0f /s  %6.1f ns a point (%u points, %u switches)\n", what, 1 / per_execution,
           per_execution * 1e9 / outcome.n_points, outcome.n_points, outcome.n_switches);
}

int main(void)
{
    static const uint16_t estimates[] = {9, 0, 41, 41, 41};
    static struct strategy_replay rule;
    static struct strategy_random random;
    static struct strategy_pct pct;
    static struct strategy_pos pos;
    static struct strategy_surw surw;
    static struct strategy_delay_bound bound;

    step_budget = 0;
    strategy_replay_init(&rule, NULL, 0);
    printf("%-44s %8.1f ns\n", "point that does not switch",
           best(pass_points, &rule.strategy, 1) / POINTS * 1e9);
    printf("%-44s %8.1f ns\n", "point that switches",
           best(yield_in_two, &rule.strategy, 1) / POINTS * 1e9);
    measure("default rule", &rule.strategy);
    strategy_random_init(&random, 1, 1);
    measure("random, gap 1", &random.strategy);
    strategy_random_init(&random, 1, 16);
    measure("random, gap 16", &random.strategy);
    strategy_pct_init(&pct, 1, 3, 120);
    measure("pct", &pct.strategy);
    strategy_pos_init(&pos, 1);
    measure("pos", &pos.strategy);
    strategy_surw_init(&surw, 1, 0, estimates, 5);
    measure("surw", &surw.strategy);
    strategy_delay_bound_init(&bound, 1, 3, 120);
    measure("delay-bound", &bound.strategy);
    return 0;
}
