/*
 * More threads at once than there can be.
 */
#include <pthread.h>

enum { THREADS = 1000 };

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
