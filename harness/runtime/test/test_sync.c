/* Barriers, semaphores, spinlocks, once. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

#include "check.h"

static pthread_barrier_t barrier;
static sem_t semaphore;
static pthread_spinlock_t spin;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_int n_serial, n_passed;
static int n_initialised, n_counted;

static void run_three(void *(*function)(void *))
{
    pthread_t threads[3];

    for (unsigned i = 0; i < 3; i++) {
        EXPECT(!pthread_create(&threads[i], NULL, function, NULL));
    }
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(!pthread_join(threads[i], NULL));
    }
}

static void *meet_thrice(void *unused)
{
    for (int i = 0; i < 3; i++) {
        int result = pthread_barrier_wait(&barrier);

        EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
        n_serial += result == PTHREAD_BARRIER_SERIAL_THREAD;
        n_passed++;
        EXPECT(n_passed > 3 * i && n_passed <= 3 * (i + 2));
    }
    return NULL;
}

static void barrier_lets_pass_together(void *unused)
{
    n_serial = n_passed = 0;
    EXPECT(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
    EXPECT(!pthread_barrier_init(&barrier, NULL, 3));
    run_three(meet_thrice);
    EXPECT(n_serial == 3 && n_passed == 9);
    EXPECT(!pthread_barrier_destroy(&barrier));
}

static void *meet(void *unused)
{
    pthread_barrier_wait(&barrier);
    return NULL;
}

static void barrier_waits_for_one_more(void *unused)
{
    pthread_barrier_init(&barrier, NULL, 4);
    run_three(meet);
}

static void barrier_destroyed_while_waited_at(void *unused)
{
    pthread_t thread;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&thread, NULL, meet, NULL);
    sched_yield();
    pthread_barrier_destroy(&barrier);
}

static void barrier_used_after_destruction(void *unused)
{
    pthread_barrier_init(&barrier, NULL, 1);
    EXPECT(pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
    pthread_barrier_destroy(&barrier);
    pthread_barrier_wait(&barrier);
}

static void *post(void *unused)
{
    sem_post(&semaphore);
    return NULL;
}

static void semaphore_counts(void *unused)
{
    struct timespec when;
    int value;

    EXPECT(!sem_init(&semaphore, 0, 1));
    EXPECT(!sem_wait(&semaphore));
    EXPECT(sem_trywait(&semaphore) == -1 && errno == EAGAIN);
    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec++;
    EXPECT(sem_timedwait(&semaphore, &when) == -1 && errno == ETIMEDOUT);
    EXPECT(runtime_now_ns() == UINT64_C(1000000000));
    clock_gettime(CLOCK_MONOTONIC, &when);
    when.tv_sec++;
    EXPECT(sem_clockwait(&semaphore, CLOCK_MONOTONIC, &when) == -1 && errno == ETIMEDOUT);
    run_three(post);
    EXPECT(!sem_getvalue(&semaphore, &value) && value == 3);
    EXPECT(!sem_wait(&semaphore) && !sem_wait(&semaphore) && !sem_trywait(&semaphore));
    EXPECT(!sem_destroy(&semaphore));
}

static void semaphore_not_initialised(void *unused)
{
    memset(&semaphore, 0, sizeof semaphore);
    sem_post(&semaphore);
}

static void *spin_and_count(void *unused)
{
    for (int i = 0; i < 3; i++) {
        int before;

        pthread_spin_lock(&spin);
        before = n_counted;
        sched_yield();
        n_counted = before + 1;
        pthread_spin_unlock(&spin);
    }
    return NULL;
}

static void spinlock_excludes(void *unused)
{
    n_counted = 0;
    EXPECT(!pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE));
    EXPECT(!pthread_spin_trylock(&spin));
    EXPECT(pthread_spin_trylock(&spin) == EBUSY);
    EXPECT(!pthread_spin_unlock(&spin));
    run_three(spin_and_count);
    EXPECT(n_counted == 9);
    EXPECT(!pthread_spin_destroy(&spin));
}

static void spinlock_self_deadlock(void *unused)
{
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_lock(&spin);
    pthread_spin_lock(&spin);
}

static void spinlock_not_held(void *unused)
{
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_unlock(&spin);
}

static void spinlock_used_after_destruction(void *unused)
{
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_destroy(&spin);
    pthread_spin_lock(&spin);
}

static void initialise(void)
{
    sched_yield();
    n_initialised++;
}

static void *use_once(void *unused)
{
    pthread_once(&once, initialise);
    EXPECT(n_initialised == 1);
    return NULL;
}

static void once_is_once(void *unused)
{
    n_initialised = 0;
    run_three(use_once);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(barrier_lets_pass_together),
        SILENT(barrier_lets_pass_together, 1000),
        VIOLATION(barrier_waits_for_one_more,
                  "LOCK/deadlock; main waits for the end of held by thread; thread-2 waits at "
                  "barrier 1; thread-3 waits at barrier 1; thread-4 waits at barrier 1"),
        VIOLATION(barrier_destroyed_while_waited_at,
                  "LOCK/barrier-destroyed-while-awaited by main barrier 1"),
        VIOLATION(barrier_used_after_destruction,
                  "LOCK/barrier-used-after-destroy by main in wait at"),
        CLEAN(semaphore_counts),
        SILENT(semaphore_counts, 100),
        VIOLATION(semaphore_not_initialised, "LOCK/semaphore-not-initialised by main in post to"),
        CLEAN(spinlock_excludes),
        SILENT(spinlock_excludes, 1000),
        VIOLATION(spinlock_self_deadlock, "LOCK/spinlock-self-deadlock by main spinlock 1"),
        VIOLATION(spinlock_not_held, "LOCK/spinlock-unlocked-not-held by main spinlock 1"),
        VIOLATION(spinlock_used_after_destruction, "LOCK/spinlock-not-initialised by main in lock"),
        CLEAN(once_is_once),
        SILENT(once_is_once, 1000),
    };

    return RUN_CASES(cases);
}
