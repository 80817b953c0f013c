/*
 * A signal is taken for a message. If it is sent before anybody waits, it is gone.
 *
 * Shape: a condition without a predicate; SCTBench "sync01" and "sync02".
 * Found as: deadlock
 */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static bool is_done;

static void *work(void *unused)
{
    pthread_mutex_lock(&lock);
    is_done = true;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t worker;

    pthread_create(&worker, NULL, work, NULL);
    pthread_mutex_lock(&lock);
#ifdef FIXED
    while (!is_done)
#endif
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    return is_done ? 0 : 1;
}
