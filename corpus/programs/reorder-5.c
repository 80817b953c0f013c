/*
 * Four setters store a and then b, and one checker must never see one without the other.
 *
 * Shape: SCTBench "reorder_N". The more setters there are, the rarer is the schedule in which the
 * checker stands between the two stores of the first of them, and no other has begun.
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { SETTERS = 4, CHECKERS = 1 };

static atomic_int a, b;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void enter(void)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
}

static void leave(void)
{
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
}

static void *set(void *unused)
{
    enter();
    a = 1;
    b = -1;
    leave();
    return unused;
}

static void *check(void *unused)
{
    int seen_a, seen_b;

    enter();
    seen_a = a;
    seen_b = b;
    leave();
    assert((seen_a == 0 && seen_b == 0) || (seen_a == 1 && seen_b == -1));
    return unused;
}

int main(void)
{
    pthread_t setters[SETTERS], checkers[CHECKERS];

    (void)lock;
    for (int i = 0; i < SETTERS; i++) {
        pthread_create(&setters[i], NULL, set, NULL);
    }
    for (int i = 0; i < CHECKERS; i++) {
        pthread_create(&checkers[i], NULL, check, NULL);
    }
    for (int i = 0; i < SETTERS; i++) {
        pthread_join(setters[i], NULL);
    }
    for (int i = 0; i < CHECKERS; i++) {
        pthread_join(checkers[i], NULL);
    }
    return 0;
}
