/*
 * A value is made in two stages, each under a lock of its own. Between the stages the first is
 * visible and the second is not, and a reader that takes the same two locks can see just that.
 *
 * Shape: SCTBench "twostage" (from Inspect's examples).
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second_lock = PTHREAD_MUTEX_INITIALIZER;
static int first, second;

static void *make(void *unused)
{
    pthread_mutex_lock(&first_lock);
    first = 1;
#ifdef FIXED
    pthread_mutex_lock(&second_lock);
    second = first + 1;
    pthread_mutex_unlock(&second_lock);
    pthread_mutex_unlock(&first_lock);
#else
    pthread_mutex_unlock(&first_lock);
    pthread_mutex_lock(&second_lock);
    second = 2;
    pthread_mutex_unlock(&second_lock);
#endif
    return unused;
}

static void *use(void *unused)
{
    int a, b;

    pthread_mutex_lock(&first_lock);
    a = first;
    pthread_mutex_unlock(&first_lock);
    if (a == 0) {
        return unused; /* Nothing has been made yet. */
    }
    pthread_mutex_lock(&second_lock);
    b = second;
    pthread_mutex_unlock(&second_lock);
    assert(b == a + 1);
    return unused;
}

int main(void)
{
    pthread_t maker, user;

    pthread_create(&maker, NULL, make, NULL);
    pthread_create(&user, NULL, use, NULL);
    pthread_join(maker, NULL);
    pthread_join(user, NULL);
    return 0;
}
