/*
 * One waiter, one signal, `if` instead of `while`. It works until the wait returns without a signal,
 * which POSIX allows.
 *
 * Shape: the spurious wake-up of pthread_cond_wait(3).
 * Needs: spurious wake-ups
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;

static void *wait_for_it(void *unused)
{
    pthread_mutex_lock(&lock);
#ifdef FIXED
    while (!ready) {
#else
    if (!ready) {
#endif
        pthread_cond_wait(&changed, &lock);
    }
    assert(ready);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t waiter;

    pthread_create(&waiter, NULL, wait_for_it, NULL);
    pthread_mutex_lock(&lock);
    ready = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(waiter, NULL);
    return 0;
}
