#include "queue.h"

#include <stdlib.h>

struct upcall_queue *upcall_queue_create(unsigned capacity) NO_THREAD_SAFETY_ANALYSIS
{
    struct upcall_queue *queue = check_calloc(sizeof *queue);

    mutex_init(&queue->mutex);
    condition_init(&queue->not_empty);
    queue->capacity = capacity;
    queue->ring = check_calloc(capacity * sizeof *queue->ring);
    return queue;
}

void upcall_queue_destroy(struct upcall_queue *queue) NO_THREAD_SAFETY_ANALYSIS
{
    CHECK(!pthread_cond_destroy(&queue->not_empty));
    mutex_destroy(&queue->mutex);
    free(queue->ring);
    free(queue);
}

bool upcall_queue_push(struct upcall_queue *queue, const struct upcall *upcall)
{
    bool room;

    mutex_lock(&queue->mutex);
    room = queue->n < queue->capacity;
    if (room) {
        queue->ring[(queue->head + queue->n) % queue->capacity] = *upcall;
        queue->n++;
        CHECK(!pthread_cond_signal(&queue->not_empty));
    }
    mutex_unlock(&queue->mutex);
    return room;
}

size_t upcall_queue_take(struct upcall_queue *queue, struct upcall *upcalls, size_t max)
{
    size_t n = 0;

    mutex_lock(&queue->mutex);
    while (n < max && queue->n) {
        upcalls[n++] = queue->ring[queue->head];
        queue->head = (queue->head + 1) % queue->capacity;
        queue->n--;
    }
    mutex_unlock(&queue->mutex);
    return n;
}

bool upcall_queue_wait(struct upcall_queue *queue)
{
    bool closing;

    mutex_lock(&queue->mutex);
    while (!queue->closing && !queue->n) {
        condition_wait(&queue->not_empty, &queue->mutex);
    }
    closing = queue->closing;
    mutex_unlock(&queue->mutex);
    return !closing;
}

void upcall_queue_set_closing(struct upcall_queue *queue, bool closing)
{
    mutex_lock(&queue->mutex);
    queue->closing = closing;
    CHECK(!pthread_cond_broadcast(&queue->not_empty));
    mutex_unlock(&queue->mutex);
}
