/*
 * A file system's blocks are taken from a bitmap: a bit is tested, and then set, with a lock per bit
 * that covers only the second.
 *
 * Shape: SCTBench "fsbench" (Flanagan and Godefroid's file system).
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { BLOCKS = 4, THREADS = 3 };

static pthread_mutex_t lock[BLOCKS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                       PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static atomic_int busy[BLOCKS], owners[BLOCKS];

static int allocate(void)
{
    for (int i = 0; i < BLOCKS; i++) {
        int is_free;

#ifdef FIXED
        pthread_mutex_lock(&lock[i]);
        is_free = !busy[i];
#else
        is_free = !busy[i];
        pthread_mutex_lock(&lock[i]);
#endif
        if (is_free) {
            busy[i] = 1;
        }
        pthread_mutex_unlock(&lock[i]);
        if (is_free) {
            return i;
        }
    }
    return -1;
}

static void *work(void *unused)
{
    int block = allocate();

    assert(block >= 0);
    assert(atomic_fetch_add(&owners[block], 1) == 0);
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
