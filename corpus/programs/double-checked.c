/*
 * Double-checked initialisation: the pointer is published, and the object behind it is filled in
 * afterwards. A thread that skips the lock sees an empty object.
 *
 * Shape: the double-checked locking pattern, and why it is declared to be broken.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct config {
    atomic_int size;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct config object;
static struct config *_Atomic config;

static struct config *get(void)
{
    if (!config) {
        pthread_mutex_lock(&lock);
        if (!config) {
#ifdef FIXED
            object.size = 8;
            config = &object;
#else
            config = &object;
            object.size = 8;
#endif
        }
        pthread_mutex_unlock(&lock);
    }
    return config;
}

static void *use(void *unused)
{
    assert(get()->size == 8);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, use, NULL);
    pthread_create(&b, NULL, use, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
