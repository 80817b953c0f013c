/*
 * One value, two locks: the writer takes one, and the readers take the other. The reader's second
 * look at the value differs from its first.
 *
 * Shape: SCTBench "wronglock".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { READERS = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int value;

static void *read_twice(void *unused)
{
    int before;

    pthread_mutex_lock(&lock);
    before = value;
    value = before + 1;
    assert(value == before + 1);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *write_once(void *unused)
{
#ifdef FIXED
    pthread_mutex_t *mine = &lock;
#else
    pthread_mutex_t *mine = &other_lock;
#endif

    pthread_mutex_lock(mine);
    value = 17;
    pthread_mutex_unlock(mine);
    return unused;
}

int main(void)
{
    pthread_t readers[READERS], writer;

    (void)other_lock;
    pthread_create(&writer, NULL, write_once, NULL);
    for (int i = 0; i < READERS; i++) {
        pthread_create(&readers[i], NULL, read_twice, NULL);
    }
    pthread_join(writer, NULL);
    for (int i = 0; i < READERS; i++) {
        pthread_join(readers[i], NULL);
    }
    return 0;
}
