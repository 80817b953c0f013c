/*
 * A phase writes, a phase reads, a phase writes again. There is a barrier before the read, and none
 * after it: the next phase overwrites what a slow neighbour has yet to read.
 *
 * Shape: the forgotten second barrier of stencil codes.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 2, PHASES = 2 };

static pthread_barrier_t barrier;
static atomic_int cell[THREADS];

static void *work(void *slot_)
{
    int slot = (int)((atomic_int *)slot_ - cell);

    for (int phase = 1; phase <= PHASES; phase++) {
        cell[slot] = phase;
        pthread_barrier_wait(&barrier);
        assert(cell[1 - slot] == phase);
#ifdef FIXED
        pthread_barrier_wait(&barrier);
#endif
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_barrier_init(&barrier, NULL, THREADS);
    pthread_create(&a, NULL, work, &cell[0]);
    pthread_create(&b, NULL, work, &cell[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_barrier_destroy(&barrier);
    return 0;
}
