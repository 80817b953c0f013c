/*
 * A writer waits for room in a full pipe, and holds the lock for which the reader waits before each
 * read.
 *
 * Shape: parents and children that fill each other's pipes; logging under a lock.
 * Found as: deadlock
 */
#include <pthread.h>
#include <unistd.h>

enum { PAGES = 20, SIZE = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ends[2], n_sent;

static void *send_pages(void *unused)
{
    static const char page[SIZE];

    for (int i = 0; i < PAGES; i++) {
        pthread_mutex_lock(&lock);
        n_sent++;
#ifdef FIXED
        pthread_mutex_unlock(&lock);
#endif
        (void)!write(ends[1], page, sizeof page);
#ifndef FIXED
        pthread_mutex_unlock(&lock);
#endif
    }
    return unused;
}

static void *receive_pages(void *unused)
{
    static char page[SIZE];

    for (int n = 0; n < PAGES * SIZE;) {
        pthread_mutex_lock(&lock);
        n_sent--;
        pthread_mutex_unlock(&lock);
        n += (int)read(ends[0], page, sizeof page);
    }
    return unused;
}

int main(void)
{
    pthread_t sender, receiver;

    if (pipe(ends)) {
        return 1;
    }
    pthread_create(&sender, NULL, send_pages, NULL);
    pthread_create(&receiver, NULL, receive_pages, NULL);
    pthread_join(sender, NULL);
    pthread_join(receiver, NULL);
    return 0;
}
