/*
 * A barrier made by hand of a count. It has no generation, so that a fast thread resets it, comes
 * round again, and is counted together with those who have not left yet.
 *
 * Shape: the barrier that cannot be used twice, of "The Little Book of Semaphores".
 * Found as: assertion or deadlock
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 2, ROUNDS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_here = PTHREAD_COND_INITIALIZER;
static int here, generation;
static atomic_int round_of[THREADS];

static void meet(void)
{
    int mine;

    pthread_mutex_lock(&lock);
    mine = generation;
    if (++here == THREADS) {
        here = 0;
        generation++;
        pthread_cond_broadcast(&all_here);
    }
#ifdef FIXED
    while (mine == generation) {
#else
    (void)mine;
    while (here != 0) {
#endif
        pthread_cond_wait(&all_here, &lock);
    }
    pthread_mutex_unlock(&lock);
}

static void *work(void *slot_)
{
    int slot = (int)((atomic_int *)slot_ - round_of);

    for (int i = 1; i <= ROUNDS; i++) {
        round_of[slot] = i;
        meet();
        assert(round_of[1 - slot] >= i);
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, work, &round_of[0]);
    pthread_create(&b, NULL, work, &round_of[1]);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
