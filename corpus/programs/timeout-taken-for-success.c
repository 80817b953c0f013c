/*
 * A wait with a deadline: its result is not looked at, and the answer is taken as if it had come.
 *
 * Shape: the timeout path that no test ever takes.
 * Needs: time any
 * Found as: assertion
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static int answer;

static void *reply(void *unused)
{
    pthread_mutex_lock(&lock);
    answer = 42;
    pthread_cond_signal(&answered);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    struct timespec deadline;
    pthread_t server;
    int error = 0;

    pthread_create(&server, NULL, reply, NULL);
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 10;
    pthread_mutex_lock(&lock);
    while (!answer && error != ETIMEDOUT) {
        error = pthread_cond_timedwait(&answered, &lock, &deadline);
    }
#ifdef FIXED
    assert(answer == 42 || error == ETIMEDOUT);
#else
    assert(answer == 42);
#endif
    pthread_mutex_unlock(&lock);
    pthread_join(server, NULL);
    return 0;
}
