/*
 * A state is kept in two fields. Each is set atomically; both together are not, and a third thread
 * acts on half of the state.
 *
 * Shape: multi-variable atomicity violations (MUVI, 2007): "empty" and "length" of Mozilla's cache.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int empty = 1, length;

static void *fill(void *unused)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    empty = 0;
    length = 4;
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return unused;
}

static void *divide(void *unused)
{
    pthread_mutex_lock(&lock);
    if (!empty) {
        assert(length != 0);
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, fill, NULL);
    pthread_create(&b, NULL, divide, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
