/*
 * main waits until the work is done and deletes the queue. "Done" is counted before the worker has
 * given the queue's lock back.
 *
 * Shape: pbzip2's queue, in Yu and Narayanasamy's and in SCTBench's collections ("pbzip2-0.9.4").
 * Found as: use after free
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct queue {
    pthread_mutex_t lock;
    int length;
};

static atomic_int done;

static void *work(void *queue)
{
    struct queue *q = queue;

    pthread_mutex_lock(&q->lock);
    q->length--;
#ifndef FIXED
    done = 1;
#endif
    pthread_mutex_unlock(&q->lock);
#ifdef FIXED
    done = 1;
#endif
    return NULL;
}

int main(void)
{
    struct queue *q = malloc(sizeof *q);
    pthread_t worker;

    pthread_mutex_init(&q->lock, NULL);
    q->length = 1;
    pthread_create(&worker, NULL, work, q);
    while (!done) {
        sched_yield();
    }
    pthread_mutex_destroy(&q->lock);
    free(q);
    pthread_join(worker, NULL);
    return 0;
}
