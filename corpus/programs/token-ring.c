/*
 * Each of four threads copies its neighbour's number and adds one. Only if they run in the order of
 * the ring are the numbers what the program expects at its end.
 *
 * Shape: SCTBench "token_ring".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

enum { RING = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int value[RING], turn;

static void *pass(void *slot_)
{
    int slot = (int)((int *)slot_ - value);

    pthread_mutex_lock(&lock);
#ifdef FIXED
    while (turn != slot) {
        pthread_cond_wait(&moved, &lock);
    }
#endif
    value[slot] = value[(slot + RING - 1) % RING] + 1;
    turn++;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_t threads[RING];

    for (int i = 0; i < RING; i++) {
        pthread_create(&threads[i], NULL, pass, &value[i]);
    }
    for (int i = 0; i < RING; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(turn == RING);
    for (int i = 0; i < RING; i++) {
        assert(value[i] == i + 1);
    }
    return 0;
}
