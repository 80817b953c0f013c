/*
 * A driver counts its users, and stops when there are none. A user looks at `stopping` before it
 * counts itself, so the driver can stop, and be gone, between the look and the count.
 *
 * Shape: the Bluetooth driver of Qadeer and Wu, "KISS: keep it simple and sequential"; SCTBench
 * "bluetooth_driver".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t unused_now = PTHREAD_COND_INITIALIZER;
static bool stopping, stopped;
static int users;

static bool enter(void)
{
    bool ok;

    pthread_mutex_lock(&lock);
    ok = !stopping;
#ifndef FIXED
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
#endif
    users += ok;
    pthread_mutex_unlock(&lock);
    return ok;
}

static void *use(void *unused)
{
    if (enter()) {
        pthread_mutex_lock(&lock);
        assert(!stopped);
        if (--users == 0) {
            pthread_cond_signal(&unused_now);
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void *stop(void *unused)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    while (users) {
        pthread_cond_wait(&unused_now, &lock);
    }
    stopped = true;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t user, stopper;

    pthread_create(&user, NULL, use, NULL);
    pthread_create(&stopper, NULL, stop, NULL);
    pthread_join(user, NULL);
    pthread_join(stopper, NULL);
    return 0;
}
