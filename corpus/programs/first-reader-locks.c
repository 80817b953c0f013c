/*
 * The first of a group takes the big lock and the last one gives it back, as readers do; a small lock
 * guards the count. A stranger takes the same two locks in the other order.
 *
 * Shape: SCTBench "carter01".
 * Found as: deadlock
 */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t small = PTHREAD_MUTEX_INITIALIZER;
static int members;

#ifdef FIXED
/* The big lock is a flag under the small one, which is free while somebody waits. */
static pthread_cond_t big_is_free = PTHREAD_COND_INITIALIZER;
static bool big;

static void take_big(void)
{
    while (big) {
        pthread_cond_wait(&big_is_free, &small);
    }
    big = true;
}

static void release_big(void)
{
    big = false;
    pthread_cond_signal(&big_is_free);
}
#else
static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *member(void *unused)
{
    pthread_mutex_lock(&small);
    if (members == 0) {
#ifdef FIXED
        take_big();
#else
        pthread_mutex_lock(&big);
#endif
    }
    members++;
    pthread_mutex_unlock(&small);

    pthread_mutex_lock(&small);
    if (--members == 0) {
#ifdef FIXED
        release_big();
#else
        pthread_mutex_unlock(&big);
#endif
    }
    pthread_mutex_unlock(&small);
    return unused;
}

static void *stranger(void *unused)
{
#ifdef FIXED
    pthread_mutex_lock(&small);
    take_big();
    release_big();
    pthread_mutex_unlock(&small);
#else
    pthread_mutex_lock(&big);
    pthread_mutex_lock(&small);
    pthread_mutex_unlock(&small);
    pthread_mutex_unlock(&big);
#endif
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, member, NULL);
    pthread_create(&b, NULL, stranger, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
