/*
 * A worker ends when it is asked to, also if there is still work in the queue: it looks at the order
 * first and at the queue second.
 *
 * Shape: the shutdown of thread pools; what comes last is lost.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

enum { WORK = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int queued, done;
static bool stop;

static void *work(void *unused)
{
    pthread_mutex_lock(&lock);
    for (;;) {
        while (!queued && !stop) {
            pthread_cond_wait(&changed, &lock);
        }
#ifdef FIXED
        if (!queued) {
#else
        if (stop) {
#endif
            break;
        }
        queued--;
        done++;
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t worker;

    pthread_create(&worker, NULL, work, NULL);
    for (int i = 0; i < WORK; i++) {
        pthread_mutex_lock(&lock);
        queued++;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    stop = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, NULL);
    assert(done == WORK);
    return 0;
}
