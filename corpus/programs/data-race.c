/*
 * A total without a lock: `total += n` is a read and a write, and another thread's can come between
 * them.
 *
 * Shape: the plain data race. Nothing but the counter's name differs from a thousand reports.
 * Found as: assertion or race
 */
#include <assert.h>
#include <pthread.h>

enum { THREADS = 3 };

static int total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *n)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    total += *(int *)n;
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int amounts[THREADS] = {1, 10, 100};

    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, add, &amounts[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_mutex_lock(&lock);
    assert(total == 111);
    pthread_mutex_unlock(&lock);
    return 0;
}
