#include "threads/test/programs.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define URCU_API_MAP
#include <urcu/urcu-qsbr.h>

#include "threads/threads.h"
#include "test/check.h"

enum { N_ITEMS = 2000, N_THREADS = 4, N_ROUNDS = 200 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static uint64_t now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec;
}

static void start(pthread_t *threads, unsigned n, void *(*function)(void *))
{
    for (unsigned i = 0; i < n; i++) {
        CHECK(!pthread_create(&threads[i], NULL, function, NULL));
    }
}

static void finish(pthread_t *threads, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        CHECK(!pthread_join(threads[i], NULL));
    }
}

/* No wake-up is lost: the consumers wait without a deadline, and nobody else could help them. */
static unsigned n_ready, n_taken;

static void *consume(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&mutex);
        while (!n_ready && n_taken < N_ITEMS) {
            pthread_cond_wait(&cond, &mutex);
        }
        if (n_taken == N_ITEMS) {
            pthread_cond_broadcast(&cond);
            pthread_mutex_unlock(&mutex);
            return NULL;
        }
        n_ready--;
        n_taken++;
        pthread_mutex_unlock(&mutex);
    }
}

void queue(void *unused)
{
    pthread_t threads[N_THREADS];

    n_ready = n_taken = 0;
    threads_leave_harness();
    start(threads, N_THREADS, consume);
    for (unsigned i = 0; i < N_ITEMS; i++) {
        pthread_mutex_lock(&mutex);
        n_ready++;
        pthread_cond_signal(&cond);
        pthread_mutex_unlock(&mutex);
    }
    finish(threads, N_THREADS);
    CHECK(n_taken == N_ITEMS && n_ready == 0);
    threads_enter_harness();
}

/* Time stands still while anybody runs, and then goes as far as the next deadline, at once. */
static bool woken_early;

static void *sleep_an_hour(void *unused)
{
    struct timespec deadline = {.tv_sec = (time_t)now_s() + 3600};
    uint64_t before = now_s();

    pthread_mutex_lock(&mutex);
    while (pthread_cond_timedwait(&cond, &mutex, &deadline) != ETIMEDOUT) {
        woken_early = true;
    }
    pthread_mutex_unlock(&mutex);
    CHECK(now_s() == before + 3600);
    return NULL;
}

void hours(void *unused)
{
    uint64_t before = runtime_now_ns() / 1000000000;
    pthread_t thread;

    woken_early = false;
    for (unsigned i = 0; i < 24; i++) {
        threads_leave_harness();
        start(&thread, 1, sleep_an_hour);
        finish(&thread, 1);
        threads_enter_harness();
    }
    CHECK(!woken_early && runtime_now_ns() / 1000000000 == before + 24 * 3600);
    runtime_sleep_ns(UINT64_C(1000000000));
    runtime_advance_ns(UINT64_C(1000000000));
    CHECK(runtime_now_ns() / 1000000000 == before + 24 * 3600 + 2);
    CHECK(runtime_others_blocked());
}

/* One of all who meet at a barrier is told so, and nobody passes it alone. */
static pthread_barrier_t barrier;
static unsigned n_serial, n_passed;

static void *meet(void *unused)
{
    for (unsigned i = 0; i < N_ROUNDS; i++) {
        int result;

        pthread_mutex_lock(&mutex);
        n_passed++;
        pthread_mutex_unlock(&mutex);
        result = pthread_barrier_wait(&barrier);
        CHECK(n_passed >= (i + 1) * N_THREADS);
        if (result == PTHREAD_BARRIER_SERIAL_THREAD) {
            n_serial++;
        }
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

void barriers(void *unused)
{
    pthread_t threads[N_THREADS];

    n_serial = n_passed = 0;
    threads_leave_harness();
    CHECK(!pthread_barrier_init(&barrier, NULL, N_THREADS));
    start(threads, N_THREADS, meet);
    finish(threads, N_THREADS);
    CHECK(n_serial == N_ROUNDS);
    pthread_barrier_destroy(&barrier);
    threads_enter_harness();
}

/* A reader sees memory until its quiescent state, and a callback runs after it. */
struct thing {
    struct rcu_head rcu;
    int value;
};
static struct thing *_Atomic current_thing;
static unsigned n_freed;

static void free_thing(struct rcu_head *head)
{
    struct thing *thing = caa_container_of(head, struct thing, rcu);

    thing->value = 0;
    free(thing);
    n_freed++;
}

static struct thing *make_thing(void)
{
    struct thing *thing = malloc(sizeof *thing);

    CHECK(thing);
    thing->value = 1;
    return thing;
}

static void *read_things(void *unused)
{
    rcu_register_thread();
    for (unsigned i = 0; i < N_ITEMS; i++) {
        const struct thing *thing = atomic_load(&current_thing);

        CHECK(thing->value == 1);
        pthread_mutex_lock(&mutex); /* A point, at which the others go on. */
        pthread_mutex_unlock(&mutex);
        CHECK(thing->value == 1);
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

void grace_periods(void *free_early)
{
    pthread_t threads[N_THREADS];

    n_freed = 0;
    threads_leave_harness();
    rcu_register_thread();
    current_thing = make_thing();
    start(threads, N_THREADS, read_things);
    for (unsigned i = 0; i < N_ITEMS; i++) {
        struct thing *old = atomic_load(&current_thing);

        atomic_store(&current_thing, make_thing());
        if (free_early) {
            free_thing(&old->rcu);
        } else {
            call_rcu(&old->rcu, free_thing);
        }
        rcu_quiescent_state();
    }
    rcu_thread_offline();
    finish(threads, N_THREADS);
    rcu_barrier();
    CHECK(n_freed == N_ITEMS && runtime_unfinished_callbacks() == 0);
    free(current_thing);
    rcu_thread_online();
    rcu_unregister_thread();
    threads_enter_harness();
}

/* A callback may take its time: as long as it can end, who waits for it is in no deadlock, and who
 * sleeps sleeps on. */
static void take_time(struct rcu_head *head)
{
    /* A fifth of a second of the kernel's time, and none of ours. */
    CHECK(!syscall(SYS_nanosleep, &(struct timespec){.tv_nsec = 200000000}, NULL));
    free_thing(head);
}

void slow_callbacks(void *unused)
{
    uint64_t before = runtime_now_ns();

    n_freed = 0;
    threads_leave_harness();
    call_rcu(&make_thing()->rcu, take_time);
    rcu_barrier();
    CHECK(n_freed == 1);
    call_rcu(&make_thing()->rcu, take_time);
    threads_enter_harness();
    runtime_sleep_ns(1);
    CHECK(n_freed == 2 && runtime_now_ns() == before + 1);
}

/* When a grace period is over no reader is said to be in the way, whatever it was about when the
 * period began. */
static atomic_bool readers_end;

static void *pass_quiescent_states(void *unused)
{
    rcu_register_thread();
    while (!atomic_load(&readers_end)) {
        rcu_quiescent_state();
    }
    rcu_unregister_thread();
    return NULL;
}

void holdouts(void *unused)
{
    pthread_t threads[N_THREADS];

    atomic_store(&readers_end, false);
    threads_leave_harness();
    start(threads, N_THREADS, pass_quiescent_states);
    for (unsigned i = 0; i < N_ROUNDS; i++) {
        uint64_t mark = runtime_rcu_mark();

        synchronize_rcu();
        CHECK(runtime_rcu_holdout(mark) == RUNTIME_MAX_ACTORS);
    }
    atomic_store(&readers_end, true);
    finish(threads, N_THREADS);
    threads_enter_harness();
}

/* What the harness does is done by one at a time, also across scheduling points. */
static unsigned n_inside, n_counted;

static void count_in_harness(void *unused)
{
    for (unsigned i = 0; i < N_ITEMS; i++) {
        CHECK(n_inside++ == 0);
        n_counted++;
        n_inside--;
        sched_point(EVENT_CLIENT, i);
    }
}

void harness(void *unused)
{
    unsigned actors[N_THREADS];

    n_counted = 0;
    for (unsigned i = 0; i < N_THREADS; i++) {
        actors[i] = actor_spawn("counter", count_in_harness, NULL);
        CHECK(!strcmp(actor_name(actors[i]), "counter"));
    }
    for (unsigned i = 0; i < N_THREADS; i++) {
        actor_join(actors[i]);
    }
    CHECK(n_counted == N_THREADS * N_ITEMS && actor_self() == ACTOR_MAIN);
}

/* What must be reported. */

void deadlock(void *unused)
{
    threads_leave_harness();
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&cond, &mutex);
}

static int unguarded;

static void *write_unguarded(void *unused)
{
    for (unsigned i = 0; i < N_ITEMS; i++) {
        unguarded++;
        threads_enter_harness(); /* Orders nothing that the cache could rely on. */
        threads_leave_harness();
    }
    return NULL;
}

void race(void *unused)
{
    pthread_t threads[2];

    threads_leave_harness();
    start(threads, 2, write_unguarded);
    finish(threads, 2);
    threads_enter_harness();
}
