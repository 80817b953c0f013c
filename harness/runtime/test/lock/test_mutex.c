/* Mutexes of every type: what each call returns, and which misuse is reported. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "runtime/test/check.h"

static pthread_mutex_t mutex;
static pthread_t thread;

static void init(int kind)
{
    pthread_mutexattr_t attr;

    EXPECT(!pthread_mutexattr_init(&attr));
    EXPECT(!pthread_mutexattr_settype(&attr, kind));
    EXPECT(!pthread_mutex_init(&mutex, &attr));
}

/* Runs `function` as a thread to its end. */
static void elsewhere(void *(*function)(void *))
{
    EXPECT(!pthread_create(&thread, NULL, function, NULL));
    EXPECT(!pthread_join(thread, NULL));
}

static void *expect_busy(void *unused)
{
    uint32_t failures = actor_trylock_failures(actor_self()), of_all = runtime_trylock_failures();

    EXPECT(pthread_mutex_trylock(&mutex) == EBUSY);
    EXPECT(actor_trylock_failures(actor_self()) == failures + 1);
    EXPECT(runtime_trylock_failures() == of_all + 1);
    return NULL;
}

static void *expect_free(void *unused)
{
    EXPECT(pthread_mutex_trylock(&mutex) == 0);
    EXPECT(pthread_mutex_unlock(&mutex) == 0);
    return NULL;
}

static void *expect_eperm(void *unused)
{
    EXPECT(pthread_mutex_unlock(&mutex) == EPERM);
    return NULL;
}

static void *unlock(void *unused)
{
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void *lock(void *unused)
{
    pthread_mutex_lock(&mutex);
    return NULL;
}

static void *lock_and_unlock(void *unused)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void *expect_timeout(void *unused)
{
    struct timespec when;
    uint64_t before_ns = runtime_now_ns();

    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec += 2;
    EXPECT(pthread_mutex_timedlock(&mutex, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() - before_ns == UINT64_C(2000000000));
    clock_gettime(CLOCK_MONOTONIC, &when);
    when.tv_sec += 3;
    EXPECT(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() - before_ns == UINT64_C(5000000000));
    when.tv_sec = 0;
    EXPECT(pthread_mutex_timedlock(&mutex, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() - before_ns == UINT64_C(5000000000));
    when.tv_nsec = 1000000000;
    EXPECT(pthread_mutex_timedlock(&mutex, &when) == EINVAL);
    return NULL;
}

static void excludes(int kind)
{
    init(kind);
    EXPECT(!pthread_mutex_lock(&mutex));
    elsewhere(expect_busy);
    EXPECT(!pthread_mutex_unlock(&mutex));
    elsewhere(expect_free);
    EXPECT(!pthread_mutex_destroy(&mutex));
}

static void normal_excludes(void *unused)
{
    excludes(PTHREAD_MUTEX_NORMAL);
}

static void errorcheck_excludes(void *unused)
{
    excludes(PTHREAD_MUTEX_ERRORCHECK);
}

static void recursive_excludes(void *unused)
{
    excludes(PTHREAD_MUTEX_RECURSIVE);
}

static void adaptive_excludes(void *unused)
{
    excludes(PTHREAD_MUTEX_ADAPTIVE_NP);
}

static void times_out(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_lock(&mutex);
    elsewhere(expect_timeout);
    pthread_mutex_unlock(&mutex);
}

static void recursive(void *unused)
{
    pthread_mutex_t fixed = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

    init(PTHREAD_MUTEX_RECURSIVE);
    EXPECT(!pthread_mutex_lock(&mutex));
    EXPECT(!pthread_mutex_lock(&mutex));
    EXPECT(!pthread_mutex_trylock(&mutex));
    elsewhere(expect_eperm);
    EXPECT(!pthread_mutex_unlock(&mutex));
    EXPECT(!pthread_mutex_unlock(&mutex));
    elsewhere(expect_busy);
    EXPECT(!pthread_mutex_unlock(&mutex));
    elsewhere(expect_free);
    EXPECT(!pthread_mutex_lock(&fixed) && !pthread_mutex_lock(&fixed));
    EXPECT(!pthread_mutex_unlock(&fixed) && !pthread_mutex_unlock(&fixed));
}

static void errorcheck(void *unused)
{
    pthread_mutex_t fixed = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

    init(PTHREAD_MUTEX_ERRORCHECK);
    EXPECT(!pthread_mutex_lock(&mutex));
    EXPECT(pthread_mutex_lock(&mutex) == EDEADLK);
    EXPECT(pthread_mutex_trylock(&mutex) == EBUSY);
    elsewhere(expect_eperm);
    EXPECT(!pthread_mutex_unlock(&mutex));
    EXPECT(pthread_mutex_unlock(&mutex) == EPERM);
    EXPECT(!pthread_mutex_lock(&fixed) && pthread_mutex_lock(&fixed) == EDEADLK);
    EXPECT(!pthread_mutex_unlock(&fixed));
}

static void barging(void *unused)
{
    pthread_t other;

    /* The one who waits is not given the lock: the one who runs on may take it again. */
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_lock(&mutex);
    pthread_create(&other, NULL, lock_and_unlock, NULL);
    sched_yield();
    pthread_mutex_unlock(&mutex);
    EXPECT(pthread_mutex_trylock(&mutex) == 0);
    pthread_mutex_unlock(&mutex);
    pthread_join(other, NULL);
}

static void self_deadlock(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static void adaptive_self_deadlock(void *unused)
{
    init(PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static void unlocks_unlocked(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_unlock(&mutex);
}

static void unlocks_another_s(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_lock(&mutex);
    elsewhere(unlock);
}

static void destroys_locked(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_lock(&mutex);
    pthread_mutex_destroy(&mutex);
}

static void uses_destroyed(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    pthread_mutex_destroy(&mutex);
    pthread_mutex_lock(&mutex);
}

static void never_initialised(void *unused)
{
    memset(&mutex, 0x5a, sizeof mutex);
    pthread_mutex_lock(&mutex);
}

static void ends_holding(void *unused)
{
    init(PTHREAD_MUTEX_NORMAL);
    elsewhere(lock);
}

static void leaves_locked(void *unused)
{
    pthread_mutex_lock(&mutex);
    runtime_violation("EXPECT", "abandoned here");
}

static void locks(void *unused)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

/* Made outside an execution, held when one was abandoned: free and numbered again in the next. */
static void outlives_an_execution(void)
{
    pthread_mutex_init(&mutex, NULL);
    ASSERT_VIOLATION(leaves_locked, "EXPECT");
    ASSERT_CLEAN(locks);
    ASSERT_CLEAN(locks);
    pthread_mutex_destroy(&mutex);
    ASSERT_VIOLATION(locks, "LOCK/mutex-used-after-destroy by main in lock");
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(normal_excludes),
        CLEAN(errorcheck_excludes),
        CLEAN(recursive_excludes),
        CLEAN(adaptive_excludes),
        CLEAN(times_out),
        CLEAN(recursive),
        CLEAN(errorcheck),
        CLEAN(barging),
        VIOLATION(self_deadlock, "LOCK/mutex-self-deadlock by main mutex 1"),
        VIOLATION(adaptive_self_deadlock, "LOCK/mutex-self-deadlock by main mutex 1"),
        VIOLATION(unlocks_unlocked, "LOCK/mutex-unlocked-when-free by main mutex 1"),
        VIOLATION(unlocks_another_s,
                  "LOCK/mutex-unlocked-by-another by thread-2 held by main mutex 1"),
        VIOLATION(destroys_locked, "LOCK/mutex-destroyed-while-held by main held by main mutex 1"),
        VIOLATION(uses_destroyed, "LOCK/mutex-used-after-destroy by main in lock"),
        VIOLATION(never_initialised, "LOCK/mutex-not-initialised by main in lock"),
        VIOLATION(ends_holding, "LOCK/held-at-end by thread-2 lock 1"),
        CASE(outlives_an_execution),
    };

    return RUN_CASES(cases);
}
