/*
 * Two locks, taken in one order here and in the other there. Each thread can have one and wait for
 * the other's.
 *
 * Shape: SCTBench "deadlock01"; the oldest deadlock.
 * Found as: deadlock
 */
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void with_both(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    counter++;
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *forwards(void *unused)
{
    with_both(&a, &b);
    return unused;
}

static void *backwards(void *unused)
{
#ifdef FIXED
    with_both(&a, &b);
#else
    with_both(&b, &a);
#endif
    return unused;
}

int main(void)
{
    pthread_t x, y;

    pthread_create(&x, NULL, forwards, NULL);
    pthread_create(&y, NULL, backwards, NULL);
    pthread_join(x, NULL);
    pthread_join(y, NULL);
    return 0;
}
