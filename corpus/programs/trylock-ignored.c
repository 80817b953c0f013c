/*
 * A second thread tries the lock and goes on either way: the result of trylock is not looked at, and
 * the lock that it unlocks is the other's.
 *
 * Shape: an ignored error; "misuse of a lock" in Lu et al.
 * Found as: misuse of a lock, or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int inside;

static void work(void)
{
    assert(atomic_fetch_add(&inside, 1) == 0);
    atomic_fetch_sub(&inside, 1);
}

static void *polite(void *unused)
{
    pthread_mutex_lock(&lock);
    work();
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *hasty(void *unused)
{
#ifdef FIXED
    if (pthread_mutex_trylock(&lock)) {
        return unused;
    }
#else
    (void)pthread_mutex_trylock(&lock);
#endif
    work();
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, polite, NULL);
    pthread_create(&b, NULL, hasty, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
