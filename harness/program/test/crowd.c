/*
 * As many threads at once as is said, or more than there can be.
 */
#include <pthread.h>

#ifndef THREADS
#define THREADS 1000
#endif

static void *work(void *unused)
{
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, work, NULL)) {
            return 1;
        }
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
