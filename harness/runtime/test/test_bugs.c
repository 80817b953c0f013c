/* Classic concurrency bugs, each found by `random` within a stated number of executions and replayed
 * from its recorded preemptions; and for each a corrected twin, which stays silent. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "check.h"

static void run_threads(unsigned n, void *(*function)(void *))
{
    pthread_t threads[4];

    for (unsigned i = 0; i < n; i++) {
        EXPECT(!pthread_create(&threads[i], NULL, function, (void *)(uintptr_t)i));
    }
    for (unsigned i = 0; i < n; i++) {
        EXPECT(!pthread_join(threads[i], NULL));
    }
}

/* A counter is read and written in two steps. */
static atomic_int counter;

static void *count_in_two_steps(void *unused)
{
    atomic_store(&counter, atomic_load(&counter) + 1);
    return NULL;
}

static void *count_in_one_step(void *unused)
{
    atomic_fetch_add(&counter, 1);
    return NULL;
}

static void lost_update(void *unused)
{
    atomic_init(&counter, 0);
    run_threads(3, count_in_two_steps);
    EXPECT(atomic_load(&counter) == 3);
}

static void kept_update(void *unused)
{
    atomic_init(&counter, 0);
    run_threads(3, count_in_one_step);
    EXPECT(atomic_load(&counter) == 3);
}

/* Two locks are taken in different orders. */
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;

static void *lock_both(void *backwards)
{
    pthread_mutex_lock(backwards ? &right : &left);
    pthread_mutex_lock(backwards ? &left : &right);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return NULL;
}

static void *lock_both_forwards(void *unused)
{
    return lock_both(NULL);
}

static void inverted_locks(void *unused)
{
    run_threads(2, lock_both);
}

static void ordered_locks(void *unused)
{
    run_threads(2, lock_both_forwards);
}

/* A flag is set without its mutex between another's look at it and his wait. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static atomic_bool flag;

static void *wait_for_flag(void *unused)
{
    pthread_mutex_lock(&mutex);
    while (!atomic_load(&flag)) {
        pthread_cond_wait(&cond, &mutex);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void *set_flag_unlocked(void *which)
{
    if (!which) {
        return wait_for_flag(NULL);
    }
    atomic_store(&flag, true);
    pthread_cond_signal(&cond);
    return NULL;
}

static void *set_flag_locked(void *which)
{
    if (!which) {
        return wait_for_flag(NULL);
    }
    pthread_mutex_lock(&mutex);
    atomic_store(&flag, true);
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void lost_wakeup(void *unused)
{
    atomic_init(&flag, false);
    run_threads(2, set_flag_unlocked);
}

static void kept_wakeup(void *unused)
{
    atomic_init(&flag, false);
    run_threads(2, set_flag_locked);
}

/* Two wait, one signal: the second waiter sleeps on. */
static void *wait_or_signal(void *which)
{
    if (which == (void *)2) {
        pthread_mutex_lock(&mutex);
        atomic_store(&flag, true);
        pthread_cond_signal(&cond);
        pthread_mutex_unlock(&mutex);
        return NULL;
    }
    return wait_for_flag(NULL);
}

static void *wait_or_broadcast(void *which)
{
    if (which == (void *)2) {
        pthread_mutex_lock(&mutex);
        atomic_store(&flag, true);
        pthread_cond_broadcast(&cond);
        pthread_mutex_unlock(&mutex);
        return NULL;
    }
    return wait_for_flag(NULL);
}

static void missed_signal(void *unused)
{
    atomic_init(&flag, false);
    run_threads(3, wait_or_signal);
}

static void signal_for_all(void *unused)
{
    atomic_init(&flag, false);
    run_threads(3, wait_or_broadcast);
}

/* A lock-free stack whose nodes return: the top is the same again, but not what is below it. The
 * twin counts changes of the top beside its index. */
struct node {
    atomic_uint next;
    atomic_uint n_owners;
};
static struct node nodes[4]; /* Index 0 is the empty stack. */
static atomic_ulong top;
static bool counted;

static void push(unsigned node)
{
    unsigned long old = atomic_load(&top);

    do {
        atomic_store(&nodes[node].next, (unsigned)(old & 0xff));
    } while (
        !atomic_compare_exchange_weak(&top, &old, node | (counted ? (old & ~0xffUL) + 0x100 : 0)));
}

static unsigned pop(void)
{
    unsigned long old = atomic_load(&top);
    unsigned next;

    do {
        if (!(old & 0xff)) {
            return 0;
        }
        next = atomic_load(&nodes[old & 0xff].next);
    } while (
        !atomic_compare_exchange_weak(&top, &old, next | (counted ? (old & ~0xffUL) + 0x100 : 0)));
    return old & 0xff;
}

/* The one who pops a node owns it alone. */
static unsigned pop_owned(void)
{
    unsigned node = pop();

    if (node) {
        EXPECT(atomic_fetch_add(&nodes[node].n_owners, 1) == 0);
    }
    return node;
}

static void push_owned(unsigned node)
{
    if (node) {
        atomic_fetch_sub(&nodes[node].n_owners, 1);
        push(node);
    }
}

static void *use_stack(void *which)
{
    if (which) {
        unsigned first = pop_owned();
        unsigned second = pop_owned();

        push_owned(first);
        (void)second;
    } else {
        (void)pop_owned();
        (void)pop_owned();
    }
    return NULL;
}

static void use_stack_in_two(void)
{
    atomic_init(&top, 0);
    for (unsigned i = 1; i < 4; i++) {
        atomic_init(&nodes[i].n_owners, 0);
        push(i);
    }
    run_threads(2, use_stack);
}

static void aba(void *unused)
{
    counted = false;
    use_stack_in_two();
}

static void aba_counted(void *unused)
{
    counted = true;
    use_stack_in_two();
}

/* A barrier is used by fewer than it waits for in the second round, because somebody who counts the
 * rounds by a shared counter leaves early. */
static pthread_barrier_t barrier;
static atomic_int rounds;

static void *meet_by_shared_counter(void *unused)
{
    while (atomic_load(&rounds) < 2) {
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
            atomic_fetch_add(&rounds, 1);
        }
    }
    return NULL;
}

static void *meet_by_own_counter(void *unused)
{
    for (int i = 0; i < 2; i++) {
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void barrier_misused(void *unused)
{
    atomic_init(&rounds, 0);
    EXPECT(!pthread_barrier_init(&barrier, NULL, 2));
    run_threads(2, meet_by_shared_counter);
    EXPECT(!pthread_barrier_destroy(&barrier));
}

static void barrier_reused(void *unused)
{
    EXPECT(!pthread_barrier_init(&barrier, NULL, 2));
    run_threads(2, meet_by_own_counter);
    EXPECT(!pthread_barrier_destroy(&barrier));
}

/* Readers who always overlap keep a writer out for ever, unless the lock prefers writers. */
static pthread_rwlock_t rwlock;
static atomic_bool written;
static atomic_int n_entered;

static void *read_or_write(void *which)
{
    if (!which) {
        pthread_rwlock_wrlock(&rwlock);
        atomic_store(&written, true);
        pthread_rwlock_unlock(&rwlock);
        return NULL;
    }
    while (!atomic_load(&written)) {
        int number;

        pthread_rwlock_rdlock(&rwlock);
        number = atomic_fetch_add(&n_entered, 1) + 1;
        /* Reads on until the other reader has come, but not for ever. */
        for (int i = 0; i < 20 && atomic_load(&n_entered) == number; i++) {
            sched_yield();
        }
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static void read_and_write(int kind)
{
    pthread_rwlockattr_t attr;

    atomic_init(&written, false);
    atomic_init(&n_entered, 0);
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kind);
    EXPECT(!pthread_rwlock_init(&rwlock, &attr));
    run_threads(3, read_or_write);
    EXPECT(!pthread_rwlock_destroy(&rwlock));
}

static void starved_writer(void *unused)
{
    read_and_write(PTHREAD_RWLOCK_PREFER_READER_NP);
}

static void fed_writer(void *unused)
{
    read_and_write(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

/* A semaphore that is posted once for two who wait. */
static sem_t semaphore;
static unsigned n_posts;

static void *wait_or_post(void *which)
{
    if (which == (void *)2) {
        for (unsigned i = 0; i < n_posts; i++) {
            sem_post(&semaphore);
        }
    } else {
        sem_wait(&semaphore);
    }
    return NULL;
}

static void wait_and_post(unsigned n)
{
    n_posts = n;
    EXPECT(!sem_init(&semaphore, 0, 0));
    run_threads(3, wait_or_post);
    EXPECT(!sem_destroy(&semaphore));
}

static void post_too_few(void *unused)
{
    wait_and_post(1);
}

static void post_enough(void *unused)
{
    wait_and_post(2);
}

int main(void)
{
    const struct test_case cases[] = {
        FOUND(lost_update, "EXPECT atomic_load(&counter) == 3", 100),
        SILENT(kept_update, 2000),
        FOUND(inverted_locks, "LOCK/order; thread-3 took lock 1 holding lock 2", 100),
        SILENT(ordered_locks, 2000),
        FOUND(lost_wakeup, "LOCK/deadlock" JOINING "thread-2 waits on condition 1", 500),
        SILENT(kept_wakeup, 2000),
        FOUND(missed_signal, "LOCK/deadlock" JOINING "thread-3 waits on condition 1", 100),
        SILENT(signal_for_all, 2000),
        FOUND(aba, "EXPECT atomic_fetch_add(&nodes[node].n_owners, 1) == 0", 2000),
        SILENT(aba_counted, 4000),
        FOUND(barrier_misused, "LOCK/deadlock" JOINING "thread-2 waits at barrier 1", 100),
        SILENT(barrier_reused, 2000),
        FOUND(starved_writer, "PROG/livelock" JOINING "thread-2 waits for writing rwlock 1", 2000),
        SILENT(fed_writer, 4000),
        FOUND(post_too_few, "LOCK/deadlock" JOINING "thread-3 waits for semaphore 1", 10),
        SILENT(post_enough, 2000),
    };

    return RUN_CASES(cases);
}
