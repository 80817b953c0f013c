/*
 * A reader finds an entry missing, gives the read lock back, takes the write lock and adds the entry.
 * Two readers do so: it is there twice.
 *
 * Shape: the upgrade of a reader-writer lock that does not look again.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

enum { SIZE = 4 };

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int keys[SIZE], count;

static int find(int key)
{
    for (int i = 0; i < count; i++) {
        if (keys[i] == key) {
            return i;
        }
    }
    return -1;
}

static void *add(void *unused)
{
    int at;

    pthread_rwlock_rdlock(&lock);
    at = find(5);
    pthread_rwlock_unlock(&lock);
    if (at < 0) {
        pthread_rwlock_wrlock(&lock);
#ifdef FIXED
        at = find(5);
#endif
        if (at < 0) {
            keys[count++] = 5;
        }
        pthread_rwlock_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, add, NULL);
    pthread_create(&b, NULL, add, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(count == 1);
    return 0;
}
