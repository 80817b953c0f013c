/* Readers-writer locks. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "check.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void elsewhere(void *(*function)(void *))
{
    pthread_t thread;

    EXPECT(!pthread_create(&thread, NULL, function, NULL));
    EXPECT(!pthread_join(thread, NULL));
}

static void *expect_readable(void *unused)
{
    struct timespec past = {0, 0};

    EXPECT(!pthread_rwlock_tryrdlock(&lock));
    EXPECT(!pthread_rwlock_unlock(&lock));
    EXPECT(pthread_rwlock_trywrlock(&lock) == EBUSY);
    EXPECT(!pthread_rwlock_timedrdlock(&lock, &past));
    EXPECT(!pthread_rwlock_unlock(&lock));
    EXPECT(pthread_rwlock_timedwrlock(&lock, &past) == ETIMEDOUT);
    return NULL;
}

static void *expect_locked(void *unused)
{
    struct timespec when;

    EXPECT(pthread_rwlock_tryrdlock(&lock) == EBUSY);
    EXPECT(pthread_rwlock_trywrlock(&lock) == EBUSY);
    clock_gettime(CLOCK_MONOTONIC, &when);
    when.tv_sec++;
    EXPECT(pthread_rwlock_clockrdlock(&lock, CLOCK_MONOTONIC, &when) == ETIMEDOUT);
    EXPECT(pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, &when) == ETIMEDOUT);
    EXPECT(runtime_now_ns() == UINT64_C(1000000000));
    return NULL;
}

static void *write_once(void *unused)
{
    pthread_rwlock_wrlock(&lock);
    pthread_rwlock_unlock(&lock);
    return NULL;
}

static void *read_once(void *unused)
{
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_unlock(&lock);
    return NULL;
}

static void shares(void *unused)
{
    EXPECT(!pthread_rwlock_rdlock(&lock));
    elsewhere(expect_readable);
    EXPECT(!pthread_rwlock_rdlock(&lock));
    EXPECT(!pthread_rwlock_unlock(&lock));
    elsewhere(expect_readable);
    EXPECT(!pthread_rwlock_unlock(&lock));
    elsewhere(write_once);
}

static void excludes(void *unused)
{
    EXPECT(!pthread_rwlock_wrlock(&lock));
    elsewhere(expect_locked);
    EXPECT(!pthread_rwlock_unlock(&lock));
    elsewhere(read_once);
}

/* A writer waits: may a reader overtake it? */
static void overtakes(void *unused)
{
    pthread_t writer;

    pthread_rwlock_rdlock(&lock);
    pthread_create(&writer, NULL, write_once, NULL);
    sched_yield();
    EXPECT(!pthread_rwlock_tryrdlock(&lock));
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_join(writer, NULL);
}

static void does_not_overtake(void *unused)
{
    pthread_rwlock_t preferring = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
    pthread_t writer;

    lock = preferring;
    pthread_rwlock_rdlock(&lock);
    pthread_create(&writer, NULL, write_once, NULL);
    sched_yield();
    EXPECT(pthread_rwlock_tryrdlock(&lock) == EBUSY);
    pthread_rwlock_unlock(&lock);
    pthread_join(writer, NULL);
    EXPECT(!pthread_rwlock_tryrdlock(&lock));
    pthread_rwlock_unlock(&lock);
}

/* Who reads already waits behind the writer, who waits for the first reading to end. */
static void read_again(pthread_rwlock_t fresh)
{
    pthread_t writer;

    lock = fresh;
    pthread_rwlock_rdlock(&lock);
    pthread_create(&writer, NULL, write_once, NULL);
    sched_yield();
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_join(writer, NULL);
}

static void reads_again(void *unused)
{
    pthread_rwlock_t preferring = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

    read_again(preferring);
}

static void reads_again_before_the_writer(void *unused)
{
    pthread_rwlock_t usual = PTHREAD_RWLOCK_INITIALIZER;

    read_again(usual);
}

static void upgrades(void *unused)
{
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_wrlock(&lock);
}

static void relocks(void *unused)
{
    pthread_rwlock_wrlock(&lock);
    pthread_rwlock_rdlock(&lock);
}

static void unlocks_unlocked(void *unused)
{
    pthread_rwlock_unlock(&lock);
}

static void destroys_held(void *unused)
{
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_destroy(&lock);
}

static void uses_destroyed(void *unused)
{
    EXPECT(!pthread_rwlock_init(&lock, NULL));
    EXPECT(!pthread_rwlock_destroy(&lock));
    pthread_rwlock_rdlock(&lock);
}

int main(void)
{
    const struct test_case cases[] = {
        CLEAN(shares),
        CLEAN(excludes),
        CLEAN(overtakes),
        CLEAN(does_not_overtake),
        CLEAN(reads_again_before_the_writer),
        VIOLATION(reads_again, "LOCK/deadlock; main waits for reading rwlock 1 held by main; "
                               "thread-2 waits for writing rwlock 1 held by main"),
        VIOLATION(upgrades, "LOCK/rwlock-self-deadlock-of-upgrade by main rwlock 1"),
        VIOLATION(relocks, "LOCK/rwlock-self-deadlock-of-reader by main rwlock 1"),
        VIOLATION(unlocks_unlocked, "LOCK/rwlock-unlocked-not-held by main rwlock 1"),
        VIOLATION(destroys_held, "LOCK/rwlock-destroyed-in-use by main rwlock 1"),
        VIOLATION(uses_destroyed, "LOCK/rwlock-used-after-destroy by main in lock"),
    };

    return RUN_CASES(cases);
}
