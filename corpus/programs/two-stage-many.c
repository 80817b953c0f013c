/*
 * The two stages of a value again, with a crowd: nineteen threads make it, and one reads. Most
 * schedules let a maker finish before the reader looks.
 *
 * Shape: SCTBench "twostage_100", with fewer threads.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>

enum { MAKERS = 19 };

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second_lock = PTHREAD_MUTEX_INITIALIZER;
static int first, second;

static void *make(void *unused)
{
    pthread_mutex_lock(&first_lock);
    first = 1;
#ifdef FIXED
    pthread_mutex_lock(&second_lock);
    second = 2;
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
    if (a == 1) {
        pthread_mutex_lock(&second_lock);
        b = second;
        pthread_mutex_unlock(&second_lock);
        assert(b == 2);
    }
    return unused;
}

int main(void)
{
    pthread_t makers[MAKERS], user;

    for (int i = 0; i < MAKERS; i++) {
        pthread_create(&makers[i], NULL, make, NULL);
    }
    pthread_create(&user, NULL, use, NULL);
    for (int i = 0; i < MAKERS; i++) {
        pthread_join(makers[i], NULL);
    }
    pthread_join(user, NULL);
    return 0;
}
