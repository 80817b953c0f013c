/*
 * A spin lock that looks whether it is free, and then takes it. Two threads can see it free.
 *
 * Shape: test-and-set without the "and".
 * Found as: assertion
 */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int locked, inside;

static void take(void)
{
#ifdef FIXED
    while (atomic_exchange(&locked, 1)) {
        sched_yield();
    }
#else
    while (locked) {
        sched_yield();
    }
    locked = 1;
#endif
}

static void *work(void *unused)
{
    take();
    assert(atomic_fetch_add(&inside, 1) == 0);
    atomic_fetch_sub(&inside, 1);
    locked = 0;
    return unused;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
