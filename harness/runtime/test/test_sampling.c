/*
 * `pos` and `surw` sample as they promise: small programs in which the probability of an order is
 * known, and how often it comes up.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "count.h"

enum { EXECUTIONS = 50000, LONG_EXECUTIONS = 10000 };

static atomic_int a, b, filler;
static int first, second;

static void pass(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        atomic_load(&filler);
    }
}

/* Main has a long way to go before it reads, the thread writes as it begins. That main comes first
 * is one in 2^WAY for who tosses a coin at each step. Each operation of main's has a priority of
 * its own, and the thread's beginning another: it is the lowest of all with one in WAY + 2, what
 * main does right after it has made the thread included. */
enum { WAY = 14 };
static int plain;

static void *write_at_once(void *unused)
{
    __atomic_store_n(&plain, 1, __ATOMIC_RELAXED);
    return NULL;
}

static void the_long_way_first(void *unused)
{
    pthread_t thread;

    __atomic_store_n(&plain, 0, __ATOMIC_RELAXED);
    pthread_create(&thread, NULL, write_at_once, NULL);
    pass(WAY);
    first = __atomic_load_n(&plain, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    EXPECT(first == 1);
}

/* The thread is about to read, and main writes again and again. The read draws again after each
 * write, and so each write more halves the probability that the read is the last. */
static int n_writes;

static void *read_once(void *unused)
{
    first = atomic_load(&a);
    return NULL;
}

static void the_last_write_is_read(void *unused)
{
    pthread_t thread;

    atomic_store_explicit(&a, 0, memory_order_relaxed);
    pthread_create(&thread, NULL, read_once, NULL);
    while (actor_points(2) == 0) {
        sched_yield();
    }
    for (int i = 1; i <= n_writes; i++) {
        atomic_store(&a, i);
    }
    pthread_join(thread, NULL);
    EXPECT(first != n_writes);
}

static void conflicts(void)
{
    const uint64_t key = 0x7ffffffff008;
    pending_operation w = pending_write(PENDING_LOCK, key), r = pending_read(PENDING_LOCK, key);

    CHECK(pending_conflict(w, w) && pending_conflict(w, r) && pending_conflict(r, w));
    CHECK(!pending_conflict(r, r));
    CHECK(!pending_conflict(w, pending_write(PENDING_LOCK, key + 8)));
    CHECK(!pending_conflict(w, pending_write(PENDING_ATOMIC, key)));
    CHECK(!pending_conflict(PENDING_NOTHING, PENDING_NOTHING));
    CHECK(pending_class_of(r) == PENDING_LOCK && pending_class_of(w) == PENDING_LOCK);
}

static unsigned count_pos(program *body)
{
    static struct strategy_pos pos;

    strategy_pos_init(&pos, 0);
    return count(body, &pos.strategy, &pos.seed, EXECUTIONS);
}

static void pos(void)
{
    unsigned n_long = count_pos(the_long_way_first), n_two, n_four;
    unsigned n_random = count_random(the_long_way_first, 1, EXECUTIONS);

    n_writes = 2;
    n_two = count_pos(the_last_write_is_read);
    n_writes = 4;
    n_four = count_pos(the_last_write_is_read);
    printf("pos: the long way %u (%.0f promised, random %u), two writes %u, four %u\n", n_long,
           EXECUTIONS / (WAY + 2.0), n_random, n_two, n_four);
    CHECK(is_near(n_long, EXECUTIONS / (WAY + 2.0)));
    CHECK(is_near(n_four, n_two / 4.0));
    CHECK(n_random < n_long / 10);
}

/* The order in which two threads made three steps each. Kept by the compiler's atomics, which are
 * no scheduling points: the step is the load before. */
static unsigned n_steps, order;

static void *step(void *bit)
{
    for (unsigned i = 0; i < 3; i++) {
        atomic_load(&a);
        __atomic_fetch_or(&order,
                          (bit ? 1U : 0U) << __atomic_fetch_add(&n_steps, 1, __ATOMIC_RELAXED),
                          __ATOMIC_RELAXED);
    }
    return NULL;
}

static void two_times_three_steps(void *unused)
{
    pthread_t threads[2];

    n_steps = order = 0;
    pthread_create(&threads[0], NULL, step, NULL);
    pthread_create(&threads[1], NULL, step, &order);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

/* Each of the 20 interleavings of three steps and three is as likely as any. */
static void surw_is_uniform(void)
{
    static const uint16_t estimates[] = {0, 0, 3, 3};
    static struct strategy_surw surw;
    unsigned n[64] = {0}, n_seen = 0;

    strategy_surw_init(&surw, 0, 1 << PENDING_ATOMIC, estimates, 4);
    for (surw.seed = 1; surw.seed <= EXECUTIONS; surw.seed++) {
        assert_clean("surw", execute(two_times_three_steps, &surw.strategy));
        n[order]++;
    }
    for (unsigned i = 0; i < 64; i++) {
        n_seen += n[i] > 0;
        CHECK(n[i] == 0 || is_near(n[i], EXECUTIONS / 20.0));
    }
    CHECK(n_seen == 20);
}

/* After reorder_N of SCTBench: many threads make two writes each, one must not see a thread between
 * its two when no other has made its second. It has to come early, when all threads are there. */
enum { WRITERS = 24 };

static void *write_two(void *unused)
{
    atomic_store(&a, 1);
    atomic_store(&b, 1);
    return NULL;
}

static void *read_two(void *unused)
{
    first = atomic_load(&a);
    second = atomic_load(&b);
    return NULL;
}

static void reorder(void *unused)
{
    pthread_t threads[WRITERS + 1];

    atomic_store_explicit(&a, 0, memory_order_relaxed);
    atomic_store_explicit(&b, 0, memory_order_relaxed);
    for (unsigned i = 0; i < WRITERS; i++) {
        pthread_create(&threads[i], NULL, write_two, NULL);
    }
    pthread_create(&threads[WRITERS], NULL, read_two, NULL);
    for (unsigned i = 0; i <= WRITERS; i++) {
        pthread_join(threads[i], NULL);
    }
    EXPECT(!(first == 1 && second == 0));
}

static unsigned count_surw(program *body, uint32_t interest, const uint16_t *estimates)
{
    static struct strategy_surw surw;

    strategy_surw_init(&surw, 0, interest, estimates, RUNTIME_MAX_ACTORS);
    return count(body, &surw.strategy, &surw.seed, LONG_EXECUTIONS);
}

static void surw(void)
{
    uint16_t atomics[RUNTIME_MAX_ACTORS] = {2}, points[RUNTIME_MAX_ACTORS];
    unsigned n_atomics, n_points, n_unknown, n_random;

    assert_clean("reorder", execute_default(reorder));
    for (unsigned i = 0; i < RUNTIME_MAX_ACTORS; i++) {
        points[i] = (uint16_t)actor_points(i);
        atomics[i] = i > ACTOR_CALL_RCU && i <= ACTOR_CALL_RCU + WRITERS + 1 ? 2 : atomics[i];
    }
    n_atomics = count_surw(reorder, 1 << PENDING_ATOMIC, atomics);
    n_points = count_surw(reorder, 0, points);
    n_unknown = count_surw(reorder, 0, NULL);
    n_random = count_random(reorder, 1, LONG_EXECUTIONS);
    printf("surw: reorder %u, all points %u, without estimates %u, random %u\n", n_atomics,
           n_points, n_unknown, n_random);
    CHECK(n_atomics > LONG_EXECUTIONS / 50 && n_points > LONG_EXECUTIONS / 1000);
    CHECK(n_random == 0 && n_unknown == 0);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(conflicts),
        CASE(pos),
        CASE(surw_is_uniform),
        CASE(surw),
    };

    return RUN_CASES(cases);
}
