/*
 * A thread waits until another one is ready.
 *
 * The bug: the flag is set, and the condition signalled, without the lock. If that happens between
 * the look at the flag and the wait, nobody is waiting yet, and the signal is lost. The fix: the flag
 * changes under the lock.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static atomic_int ready;

static void *get_ready(void *unused)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
    ready = 1;
    pthread_mutex_unlock(&lock);
#else
    ready = 1;
#endif
    pthread_cond_signal(&changed);
    return unused;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, get_ready, NULL);
    pthread_mutex_lock(&lock);
    while (!ready) {
        pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    return 0;
}
