/*
 * A client waits a second for its answer, and gives up.
 *
 * The bug: the request is on the client's side, and is freed when the client gives up, while the
 * server may still be about to answer. Only if the deadline passes at a bad moment: `run` needs
 * `--time any`. The fix: the last one frees it.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct request {
    bool answered, abandoned;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *serve(void *request_)
{
    struct request *request = request_;

    pthread_mutex_lock(&lock);
    if (request->abandoned) {
        free(request);
    } else {
        request->answered = true;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    struct request *request = calloc(1, sizeof *request);
    struct timespec deadline;
    pthread_t server;
    int error = 0;

    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec++;
    pthread_create(&server, NULL, serve, request);
    pthread_mutex_lock(&lock);
    while (!request->answered && error != ETIMEDOUT) {
        error = pthread_cond_timedwait(&changed, &lock, &deadline);
    }
#ifdef FIXED
    if (!request->answered) {
        request->abandoned = true;
    } else {
        free(request);
    }
#else
    free(request);
#endif
    pthread_mutex_unlock(&lock);
    pthread_join(server, NULL);
    return 0;
}
