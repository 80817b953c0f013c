/*
 * A bounded queue with one condition. A consumer that was woken finds the element gone, because
 * another consumer came first, and takes what is not there: it waits with `if` where `while` is due.
 *
 * Shape: the producer and consumer of SCTBench "queue", and of Mesa's condition variables.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

enum { CONSUMERS = 2, SIZE = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static int count, slots[SIZE];

static void put(int value)
{
    pthread_mutex_lock(&lock);
    assert(count < SIZE);
    slots[count++] = value;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
}

static void *consume(void *unused)
{
    pthread_mutex_lock(&lock);
#ifdef FIXED
    while (count == 0) {
#else
    if (count == 0) {
#endif
        pthread_cond_wait(&filled, &lock);
    }
    assert(count > 0);
    assert(slots[--count] != 0);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t consumers[CONSUMERS];

    for (int i = 0; i < CONSUMERS; i++) {
        pthread_create(&consumers[i], NULL, consume, NULL);
    }
    put(1);
    put(2);
    for (int i = 0; i < CONSUMERS; i++) {
        pthread_join(consumers[i], NULL);
    }
    return 0;
}
