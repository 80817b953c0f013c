/*
 * A queue of one with two semaphores and a lock. The consumer takes the lock and then waits for an
 * element, so that no producer can ever bring one.
 *
 * Shape: the producer and consumer of Dijkstra's semaphores, with the two P's exchanged.
 * Found as: deadlock
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t filled;
static int slot;

static void *consume(void *unused)
{
#ifdef FIXED
    sem_wait(&filled);
    pthread_mutex_lock(&lock);
#else
    pthread_mutex_lock(&lock);
    sem_wait(&filled);
#endif
    assert(slot == 7);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *produce(void *unused)
{
    pthread_mutex_lock(&lock);
    slot = 7;
    pthread_mutex_unlock(&lock);
    sem_post(&filled);
    return unused;
}

int main(void)
{
    pthread_t producer, consumer;

    sem_init(&filled, 0, 0);
    pthread_create(&producer, NULL, produce, NULL);
    pthread_create(&consumer, NULL, consume, NULL);
    pthread_join(producer, NULL);
    pthread_join(consumer, NULL);
    sem_destroy(&filled);
    return 0;
}
