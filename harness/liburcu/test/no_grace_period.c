/*
 * Callbacks without a grace period, for canaries: a program that is linked with this finds these
 * functions before liburcu's. A thread calls callbacks as soon as they are posted, also while
 * others read.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include <urcu/urcu-qsbr.h>

struct callback {
    struct rcu_head *head;
    void (*function)(struct rcu_head *);
    struct callback *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct callback *posted; /* The latest first: liburcu promises no order. */
static unsigned n_unfinished;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *run(void *unused)
{
    for (;;) {
        struct callback *callback;

        pthread_mutex_lock(&mutex);
        while (!posted) {
            pthread_cond_wait(&changed, &mutex);
        }
        callback = posted;
        posted = callback->next;
        pthread_mutex_unlock(&mutex);
        callback->function(callback->head);
        free(callback);
        pthread_mutex_lock(&mutex);
        n_unfinished--;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void begin(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, run, NULL)) {
        abort();
    }
}

void urcu_qsbr_call_rcu(struct rcu_head *head, void (*function)(struct rcu_head *))
{
    struct callback *callback = malloc(sizeof *callback);

    if (!callback || pthread_once(&once, begin)) {
        abort();
    }
    pthread_mutex_lock(&mutex);
    *callback = (struct callback){head, function, posted};
    posted = callback;
    n_unfinished++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

void urcu_qsbr_barrier(void)
{
    pthread_mutex_lock(&mutex);
    while (n_unfinished) {
        pthread_cond_wait(&changed, &mutex);
    }
    pthread_mutex_unlock(&mutex);
}
