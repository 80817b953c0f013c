/* Semaphores with names: a table of the execution's own. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>

#include "check.h"

static sem_t *open_new(const char *name, unsigned value)
{
    return runtime_sem_open(name, O_CREAT | O_EXCL, 0600, value);
}

static void opens(void *unused)
{
    sem_t *a, *b;

    /* What an execution before has opened is not there. */
    EXPECT(runtime_sem_open("/jobs", 0) == SEM_FAILED && errno == ENOENT);
    a = open_new("/jobs", 1);
    EXPECT(a != SEM_FAILED);
    EXPECT(open_new("jobs", 1) == SEM_FAILED && errno == EEXIST);
    b = runtime_sem_open("jobs", O_CREAT, 0600, 7);
    EXPECT(b == a && !sem_wait(b) && sem_trywait(a) && errno == EAGAIN);
    EXPECT(open_new("/a/b", 0) == SEM_FAILED && errno == EINVAL);
    EXPECT(open_new("/", 0) == SEM_FAILED && errno == EINVAL);

    /* Unlinked, it goes on for those who have it, and its name is free. */
    EXPECT(!runtime_sem_unlink("/jobs") && runtime_sem_unlink("/jobs") && errno == ENOENT);
    b = open_new("/jobs", 3);
    EXPECT(b != SEM_FAILED && b != a);
    EXPECT(!sem_post(a) && !sem_wait(a));
    EXPECT(!runtime_sem_close(a) && !runtime_sem_close(a));
    EXPECT(runtime_sem_close(a) && errno == EINVAL);
}

static void *post(void *unused)
{
    sem_t *done = runtime_sem_open("/done", 0);

    EXPECT(done != SEM_FAILED);
    sem_post(done);
    runtime_sem_close(done);
    return NULL;
}

static void waits(void *unused)
{
    sem_t *done = open_new("/done", 0);
    pthread_t thread;

    pthread_create(&thread, NULL, post, NULL);
    sem_wait(done);
    pthread_join(thread, NULL);
    runtime_sem_close(done);
    EXPECT(!runtime_sem_unlink("/done"));
}

static void waits_for_nobody(void *unused)
{
    sem_wait(open_new("/done", 0));
}

static void the_next_execution_opens_the_same(void)
{
    ASSERT_CLEAN(opens);
    ASSERT_CLEAN(opens);
}

int main(void)
{
    const struct test_case cases[] = {
        CASE(the_next_execution_opens_the_same),
        SILENT(waits, 200),
        VIOLATION(waits_for_nobody, "LOCK/deadlock; main waits for semaphore 1"),
    };

    return RUN_CASES(cases);
}
