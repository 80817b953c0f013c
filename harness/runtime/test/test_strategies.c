/*
 * Every strategy does the same with the same seed on every build and machine, and what it does is
 * replayed from the preemptions that were recorded: on a program with a bit of everything.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>
#include <urcu/urcu-qsbr.h>

#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_spinlock_t spin;
static sem_t semaphore;
static atomic_int n_done;
static struct rcu_head heads[3];

static void callback(struct rcu_head *head)
{
    atomic_fetch_add(&n_done, 1);
}

static void *do_all(void *i_)
{
    unsigned i = (unsigned)(uintptr_t)i_;

    rcu_register_thread();
    pthread_mutex_lock(&mutex);
    call_rcu(&heads[i], callback);
    pthread_mutex_unlock(&mutex);
    rcu_quiescent_state();
    pthread_rwlock_rdlock(&rwlock);
    pthread_rwlock_unlock(&rwlock);
    if (i == 0) {
        pthread_rwlock_wrlock(&rwlock);
        pthread_rwlock_unlock(&rwlock);
    }
    rcu_unregister_thread();
    while (pthread_spin_trylock(&spin)) {
        sched_yield();
    }
    pthread_spin_unlock(&spin);
    sem_post(&semaphore);
    pthread_mutex_lock(&mutex);
    while (atomic_load(&n_done) < 3) {
        struct timespec deadline;

        clock_gettime(CLOCK_REALTIME, &deadline);
        deadline.tv_sec++;
        pthread_cond_timedwait(&cond, &mutex, &deadline);
    }
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void everything(void *unused)
{
    pthread_t threads[3];

    atomic_store(&n_done, 0);
    sem_init(&semaphore, 0, 0);
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    for (unsigned i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, do_all, (void *)(uintptr_t)i);
    }
    for (unsigned i = 0; i < 3; i++) {
        sem_wait(&semaphore);
    }
    rcu_barrier();
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    for (unsigned i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_spin_destroy(&spin);
    sem_destroy(&semaphore);
}

/* Ends with main about to lock what it holds: what actors were about to do is left as it is. */
static void lock_twice(void *unused)
{
    static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&own);
    pthread_mutex_lock(&own);
}

enum { SEEDS = 500 };

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* Executes with many seeds, each once more after a violation, of which nothing may be left.
 * `expected` is a hash of all the executions' hashes. */
static void check_seeds(struct strategy *strategy, uint64_t *seed, unsigned least_distinct,
                        uint64_t expected)
{
    static uint64_t hashes[SEEDS];
    uint64_t hash = 0;
    unsigned n_distinct = 1;
    uint32_t most = 0;

    for (unsigned i = 0; i < SEEDS; i++) {
        struct runtime_outcome outcome;

        *seed = i;
        outcome = execute(everything, strategy);
        assert_clean(strategy->name, outcome);
        assert_replay(strategy->name, everything, outcome, 1);
        ASSERT_VIOLATION(lock_twice, "LOCK/mutex-self-deadlock by main mutex 1");
        CHECK(execute(everything, strategy).log_hash == outcome.log_hash);
        hashes[i] = outcome.log_hash;
        hash = hash * 31 + outcome.log_hash;
        most = outcome.n_preemptions > most ? outcome.n_preemptions : most;
    }
    qsort(hashes, SEEDS, sizeof hashes[0], compare);
    for (unsigned i = 1; i < SEEDS; i++) {
        n_distinct += hashes[i] != hashes[i - 1];
    }
    printf("%-12s %u distinct of %d, at most %u preemptions\n", strategy->name, n_distinct, SEEDS,
           most);
    CHECK(n_distinct >= least_distinct);
    CHECK(hash == expected, "%s: the hash is 0x%016llx", strategy->name, (unsigned long long)hash);
}

static const uint16_t estimates[] = {30, 6, 30, 25, 25};

static void random_walk(void)
{
    static struct strategy_random strategy;

    strategy_random_init(&strategy, 0, 4);
    check_seeds(&strategy.strategy, &strategy.seed, 450, UINT64_C(0x24fda0e687840960));
}

static void pct(void)
{
    static struct strategy_pct strategy;

    strategy_pct_init(&strategy, 0, 4, 100);
    check_seeds(&strategy.strategy, &strategy.seed, 446, UINT64_C(0x84ff6eb35caf3dce));
}

static void delay_bound(void)
{
    static struct strategy_delay_bound strategy;

    strategy_delay_bound_init(&strategy, 0, 5, 100);
    check_seeds(&strategy.strategy, &strategy.seed, 450, UINT64_C(0x0cc8b4c24c7f47ca));
}

static void pos(void)
{
    static struct strategy_pos strategy;

    strategy_pos_init(&strategy, 0);
    check_seeds(&strategy.strategy, &strategy.seed, 450, UINT64_C(0xfa87810c8aa383db));
}

static void surw(void)
{
    static struct strategy_surw strategy;

    strategy_surw_init(&strategy, 0, 0, estimates, 5);
    check_seeds(&strategy.strategy, &strategy.seed, 450, UINT64_C(0x04831053ca05d79c));
}

static void surw_of_locks_and_atomics(void)
{
    static struct strategy_surw strategy;

    strategy_surw_init(&strategy, 0, 1 << PENDING_ATOMIC | 1 << PENDING_LOCK, estimates, 5);
    check_seeds(&strategy.strategy, &strategy.seed, 450, UINT64_C(0xed9ae3088f8de0f6));
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(random_walk), CASE(pct),  CASE(delay_bound),
        CASE(pos),         CASE(surw), CASE(surw_of_locks_and_atomics),
    };

    return RUN_CASES(cases);
}
