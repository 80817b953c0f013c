/*
 * Producers and consumers of a queue of one wait on the same condition, and each wakes one waiter.
 * The one that is woken may be of its own kind, finds nothing to do, and sleeps again: all sleep.
 *
 * Shape: signal where broadcast is due; PERIOD's and Inspect's producer and consumer.
 * Found as: deadlock
 */
#include <pthread.h>
#include <stdbool.h>

enum { EACH = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool full;

static void wake(void)
{
#ifdef FIXED
    pthread_cond_broadcast(&changed);
#else
    pthread_cond_signal(&changed);
#endif
}

static void exchange(bool from, bool to)
{
    pthread_mutex_lock(&lock);
    while (full != from) {
        pthread_cond_wait(&changed, &lock);
    }
    full = to;
    wake();
    pthread_mutex_unlock(&lock);
}

static void *produce(void *unused)
{
    exchange(false, true);
    return unused;
}

static void *consume(void *unused)
{
    exchange(true, false);
    return unused;
}

int main(void)
{
    pthread_t threads[2 * EACH];

    for (int i = 0; i < EACH; i++) {
        pthread_create(&threads[2 * i], NULL, consume, NULL);
        pthread_create(&threads[2 * i + 1], NULL, produce, NULL);
    }
    for (int i = 0; i < 2 * EACH; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
