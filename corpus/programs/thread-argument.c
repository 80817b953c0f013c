/*
 * Each thread is given the address of the loop's variable, and reads it when it begins: by then it
 * may be the next thread's number.
 *
 * Shape: the first mistake with pthread_create().
 * Found as: assertion or race
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 3 };

static atomic_int seen[THREADS + 1];

static void *work(void *number)
{
    seen[*(int *)number]++;
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS] = {0, 1, 2};
    int i;

    (void)numbers;
    for (i = 0; i < THREADS; i++) {
#ifdef FIXED
        pthread_create(&threads[i], NULL, work, &numbers[i]);
#else
        pthread_create(&threads[i], NULL, work, &i);
#endif
    }
    for (int k = 0; k < THREADS; k++) {
        pthread_join(threads[k], NULL);
    }
    for (int k = 0; k < THREADS; k++) {
        assert(seen[k] == 1);
    }
    return 0;
}
