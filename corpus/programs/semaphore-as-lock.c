/*
 * A semaphore is used as a lock, and begins at 2: two threads are inside at once.
 *
 * Shape: a wrong initial value, one of the first exercises in "The Little Book of Semaphores".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

enum { THREADS = 3 };

static sem_t lock;
static atomic_int inside;

static void *work(void *unused)
{
    sem_wait(&lock);
    inside++;
    assert(inside == 1);
    inside--;
    sem_post(&lock);
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];

#ifdef FIXED
    sem_init(&lock, 0, 1);
#else
    sem_init(&lock, 0, 2);
#endif
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    sem_destroy(&lock);
    return 0;
}
