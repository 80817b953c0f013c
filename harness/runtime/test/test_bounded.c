/*
 * `pct` and `delay-bound` find what they promise to find: small programs whose bug has a known
 * depth, and the number of executions, of many, that must meet it.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "count.h"

enum { EXECUTIONS = 50000 };

static atomic_int a, b, filler;
static int first, second;

static void pass(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        atomic_load(&filler);
    }
}

static void run_two(void *(*one)(void *), void *(*other)(void *))
{
    pthread_t threads[2];

    atomic_store_explicit(&a, 0, memory_order_relaxed);
    atomic_store_explicit(&b, 0, memory_order_relaxed);
    first = second = -1;
    pthread_create(&threads[0], NULL, one, NULL);
    pthread_create(&threads[1], NULL, other, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

/* One reads what the other is about to write. One ordering: depth 1. */
static void *write_late(void *unused)
{
    pass(10);
    atomic_store(&a, 1);
    return NULL;
}

static void *read_late(void *unused)
{
    pass(10);
    first = atomic_load(&a);
    return NULL;
}

static void reads_too_early(void *unused)
{
    run_two(write_late, read_late);
    EXPECT(first == 1);
}

/* The reader comes between two writes. Depth 2, and one delay. */
static void *write_twice(void *unused)
{
    pass(4);
    atomic_store(&a, 1);
    atomic_store(&a, 2);
    pass(4);
    return NULL;
}

static void reads_between(void *unused)
{
    run_two(write_twice, read_late);
    EXPECT(first != 1);
}

/* Each comes between two steps of the other. Depth 3, and two delays. */
static void *read_twice(void *unused)
{
    pass(4);
    first = atomic_load(&a);
    second = atomic_load(&a);
    pass(4);
    return NULL;
}

static void reads_old_and_new(void *unused)
{
    run_two(write_twice, read_twice);
    EXPECT(!(first == 1 && second == 2));
}

/* Points in an execution by the default rule. */
static uint32_t length_of(program *body)
{
    return execute_default(body).n_points;
}

static unsigned count_pct(program *body, uint32_t depth)
{
    static struct strategy_pct pct;

    strategy_pct_init(&pct, 0, depth, length_of(body));
    return count(body, &pct.strategy, &pct.seed, EXECUTIONS);
}

static unsigned count_delays(program *body, uint32_t delays)
{
    static struct strategy_delay_bound bound;

    strategy_delay_bound_init(&bound, 0, delays, length_of(body));
    return count(body, &bound.strategy, &bound.seed, EXECUTIONS);
}

/* Depth d is found with probability 1/(n k^(d-1)), where main is one of n = 3, and never with less
 * depth than it has. */
static void pct(void)
{
    double k1 = length_of(reads_too_early), k2 = length_of(reads_between);
    double k3 = length_of(reads_old_and_new);
    unsigned n1 = count_pct(reads_too_early, 1), n2 = count_pct(reads_between, 2);
    unsigned n3 = count_pct(reads_old_and_new, 3);

    printf("pct: depth 1: %u (%.0f promised), 2: %u (%.0f), 3: %u (%.1f)\n", n1, EXECUTIONS / 3.0,
           n2, EXECUTIONS / 3.0 / k2, n3, EXECUTIONS / 3.0 / k3 / k3);
    CHECK(k1 > 20 && k2 > 20 && k3 > 20);
    CHECK(n1 > EXECUTIONS * 0.32 && n1 < EXECUTIONS * 0.35);
    CHECK(n2 > EXECUTIONS / 3.0 / k2);
    CHECK(n3 > EXECUTIONS / 3.0 / k3 / k3);
    CHECK(count_pct(reads_between, 1) == 0);
    CHECK(count_pct(reads_old_and_new, 2) == 0);
}

/* A lone writer of a flag that another waits for, yielding: no priority may starve it. */
static void *wait_yielding(void *unused)
{
    while (!atomic_load(&a)) {
        sched_yield();
    }
    return NULL;
}

static void waits_yielding(void *unused)
{
    run_two(wait_yielding, write_late);
}

/* An actor that can run again runs at once if its priority is the highest, although none blocks:
 * when it is created, and when it is woken. */
static sem_t semaphore;

static void *look(void *unused)
{
    first = atomic_load(&a);
    return NULL;
}

static void *wait_and_look(void *unused)
{
    sem_wait(&semaphore);
    return look(NULL);
}

static void create_and_write(void *(*function)(void *))
{
    pthread_t thread;

    atomic_store_explicit(&a, 0, memory_order_relaxed);
    sem_init(&semaphore, 0, 0);
    pthread_create(&thread, NULL, function, NULL);
    pass(3);
    sem_post(&semaphore);
    atomic_store(&a, 1);
    pthread_join(thread, NULL);
    sem_destroy(&semaphore);
    EXPECT(first == 1);
}

static void created_looks_first(void *unused)
{
    create_and_write(look);
}

static void woken_looks_first(void *unused)
{
    create_and_write(wait_and_look);
}

static void pct_wakes(void)
{
    unsigned n_created = count_pct(created_looks_first, 1),
             n_woken = count_pct(woken_looks_first, 1);

    printf("pct: created %u, woken %u (%u promised)\n", n_created, n_woken, EXECUTIONS / 2);
    CHECK(n_created > EXECUTIONS * 0.48 && n_created < EXECUTIONS * 0.52);
    CHECK(n_woken > EXECUTIONS * 0.48 && n_woken < EXECUTIONS * 0.52);
}

/* Not even one who does not yield may, for ever. */
static void *wait_spinning(void *unused)
{
    while (!atomic_load(&a)) {
    }
    return NULL;
}

static void waits_spinning(void *unused)
{
    run_two(wait_spinning, write_late);
}

static void pct_yields(void)
{
    static struct strategy_pct spinner;

    /* Only the fair continuation ends it otherwise. */
    CHECK(execute_default(waits_spinning).n_points > step_budget);
    strategy_pct_init(&spinner, 0, 2, 40);
    for (spinner.seed = 1; spinner.seed <= 1000; spinner.seed++) {
        CHECK(execute(waits_spinning, &spinner.strategy).n_points <= step_budget);
    }
    CHECK(count_pct(waits_yielding, 1) == 0);
    CHECK(count_pct(waits_yielding, 3) == 0);
}

/* A schedule of d delays is one of k^d, or of k^d/d! sets of points. */
static void delay_bound(void)
{
    double k2 = length_of(reads_between), k3 = length_of(reads_old_and_new);
    unsigned n1 = count_delays(reads_between, 1), n2 = count_delays(reads_old_and_new, 2);

    printf("delay-bound: 1: %u (%.0f promised), 2: %u (%.0f)\n", n1, EXECUTIONS / k2, n2,
           2 * EXECUTIONS / k3 / k3);
    CHECK(n1 > EXECUTIONS / k2 / 2 && n2 > EXECUTIONS / k3 / k3);
    CHECK(count_delays(reads_between, 0) == 0);
    CHECK(count_delays(reads_old_and_new, 1) == 0);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(pct),
        CASE(pct_yields),
        CASE(pct_wakes),
        CASE(delay_bound),
    };

    return RUN_CASES(cases);
}
