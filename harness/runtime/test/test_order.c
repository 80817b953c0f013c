/* Plain data that each kind of synchronisation orders: right in every build, and ThreadSanitizer
 * must see the order too and keep silent. */
#include <pthread.h>
#include <semaphore.h>
#include <urcu/urcu-qsbr.h>

#include "check.h"

static int plain[2];
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t semaphore;
static int *published;

static void run(void *(*first)(void *), void *(*second)(void *))
{
    pthread_t threads[2];

    plain[0] = plain[1] = 0;
    pthread_create(&threads[0], NULL, first, (void *)0);
    pthread_create(&threads[1], NULL, second, (void *)1);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static void *write_locked(void *unused)
{
    pthread_rwlock_wrlock(&rwlock);
    plain[0]++;
    pthread_rwlock_unlock(&rwlock);
    return NULL;
}

static void *read_locked(void *unused)
{
    pthread_rwlock_rdlock(&rwlock);
    EXPECT(plain[0] <= 1);
    pthread_rwlock_unlock(&rwlock);
    return NULL;
}

static void by_rwlock(void *unused)
{
    run(write_locked, read_locked);
    run(write_locked, write_locked);
    EXPECT(plain[0] == 2);
}

static void *write_and_post(void *unused)
{
    plain[0] = 1;
    sem_post(&semaphore);
    return NULL;
}

static void *wait_and_read(void *unused)
{
    sem_wait(&semaphore);
    EXPECT(plain[0] == 1);
    return NULL;
}

static void by_semaphore(void *unused)
{
    sem_init(&semaphore, 0, 0);
    run(write_and_post, wait_and_read);
}

static void *write_meet_and_read(void *which)
{
    size_t self = (size_t)which;

    plain[self] = 1;
    pthread_barrier_wait(&barrier);
    EXPECT(plain[1 - self] == 1);
    return NULL;
}

static void by_barrier(void *unused)
{
    pthread_barrier_init(&barrier, NULL, 2);
    run(write_meet_and_read, write_meet_and_read);
}

static void *write_and_publish(void *unused)
{
    plain[0] = 1;
    rcu_set_pointer(&published, &plain[0]);
    return NULL;
}

static void *read_published(void *unused)
{
    int *seen;

    rcu_register_thread();
    seen = rcu_dereference(published);
    EXPECT(!seen || *seen == 1);
    rcu_unregister_thread();
    return NULL;
}

static void by_rcu_pointer(void *unused)
{
    published = NULL;
    run(write_and_publish, read_published);
}

int main(void)
{
    const struct test_case cases[] = {
        SILENT(by_rwlock, 300),
        SILENT(by_semaphore, 300),
        SILENT(by_barrier, 300),
        SILENT(by_rcu_pointer, 300),
    };

    return RUN_CASES(cases);
}
